using System.Net.Sockets;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// Keeps a bundle's credential in force: it renews at half of the validity, tries again with growing waits, and says so
/// when the credential is lost. One caller at a time steps it, or <see cref="Start"/> does; the bundle must outlive it.
/// </summary>
/// <param name="bundle">The credential and keys.</param>
/// <param name="exchange">The way to the authority.</param>
/// <param name="options">How it tries.</param>
public sealed class CredentialRenewal(AgentBundle bundle, AuthorityExchange exchange, RenewalOptions options)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_shortestSleep = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly CredentialVerifier _verifier = new(bundle.OperatorKey);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private long _retryAt = long.MinValue;
    private long _lastTime;
    private int _failures;

    /// <summary>Raised when the bundle has a new credential, for storing it.</summary>
    public event Action? Renewed;

    /// <summary>Raised after each failed attempt, with what went wrong.</summary>
    public event Action<Exception>? Failed;

    /// <summary>
    /// Faults with <see cref="AuthorityRefusedException"/> when there will be no renewal any more: the authority said
    /// so, or the validity ended. Otherwise it completes when the renewal is disposed of.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>When the next attempt is due, in nanoseconds since 1970 UTC.</summary>
    public long NextAttempt => Math.Max(_retryAt, bundle.NotBefore + ((bundle.NotAfter - bundle.NotBefore) / 2));

    /// <summary>Steps from now on, on the pool's threads.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Makes an attempt if one is due.</summary>
    public async Task<RenewalStep> StepAsync(CancellationToken cancellation = default)
    {
        long now = options.Clock.UnixNanoseconds;
        if (_ended.Task.IsCompleted)
        {
            return RenewalStep.Ended;
        }

        if (now >= bundle.NotAfter)
        {
            return End(new AuthorityRefusedException("the credential's validity ended before it was renewed"));
        }

        if (now < NextAttempt)
        {
            return RenewalStep.Waiting;
        }

        try
        {
            await RenewAsync(now, cancellation).ConfigureAwait(false);
        }
        catch (AuthorityRefusedException refusal) when (IsFinal(refusal.Status))
        {
            return End(refusal);
        }
        catch (Exception fault) when (
            fault is AuthorityRefusedException or SocketException or IOException or TimeoutException)
        {
            return Retry(now, fault);
        }

        (_failures, _retryAt) = (0, long.MinValue);
        Renewed?.Invoke();
        return RenewalStep.Renewed;
    }

    /// <summary>Stops. The bundle stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.TrySetResult();
        _stop.Dispose();
    }

    private static bool IsFinal(AuthorityStatus status) => status
        is AuthorityStatus.Revoked or AuthorityStatus.Expired or AuthorityStatus.Unknown
        or AuthorityStatus.WrongSocket;

    private async Task RenewAsync(long now, CancellationToken cancellation)
    {
        CredentialLayout.TryRead(bundle.Credential, out CredentialLayout current, out _);
        ulong serial = current.Serial;

        // Strictly growing, also when two attempts fall into one step of the clock.
        _lastTime = Math.Max(now, _lastTime + 1);
        byte[] body = CredentialRequests.Renewal(serial, _lastTime, bundle.SigningKey);
        byte[] credential = await AuthorityLink.AskAsync(exchange, AuthorityRequestKind.Renew, body, cancellation)
            .ConfigureAwait(false);
        RefusalReason reason = _verifier.Verify(
            credential, options.Clock.UnixNanoseconds, out VerifiedCredential? next);
        if (reason != RefusalReason.None || next!.NotAfter <= bundle.NotAfter)
        {
            throw new AuthorityRefusedException(
                $"the authority's answer is no newer credential ({RefusalReasons.Text(reason)})");
        }

        try
        {
            bundle.Renew(credential);
        }
        catch (ArgumentException stranger)
        {
            throw new AuthorityRefusedException("the authority's answer is for another agent", stranger);
        }
    }

    private RenewalStep Retry(long now, Exception fault)
    {
        double factor = Math.Pow(2, Math.Min(_failures++, 30));
        TimeSpan wait = options.FirstRetry * factor;
        wait = wait < options.LongestRetry ? wait : options.LongestRetry;
        _retryAt = now + (wait.Ticks * TimeSpan.NanosecondsPerTick);
        Failed?.Invoke(fault);
        return RenewalStep.Failed;
    }

    private RenewalStep End(AuthorityRefusedException reason)
    {
        if (_ended.TrySetException(reason))
        {
            Failed?.Invoke(reason);
        }

        return RenewalStep.Ended;
    }

    private async Task LoopAsync()
    {
        try
        {
            await StepUntilEndedAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A handler of an event threw: without this the renewal would end in silence.
            _ended.TrySetException(fault);
        }
    }

    private async Task StepUntilEndedAsync()
    {
        while (await StepAsync(_stop.Token).ConfigureAwait(false) != RenewalStep.Ended)
        {
            long next = Math.Min(NextAttempt, bundle.NotAfter) - options.Clock.UnixNanoseconds;
            var sleep = TimeSpan.FromTicks(next / TimeSpan.NanosecondsPerTick);
            sleep = sleep < s_shortestSleep ? s_shortestSleep : sleep < s_longestSleep ? sleep : s_longestSleep;
            await Task.Delay(sleep, _stop.Token).ConfigureAwait(false);
        }
    }
}

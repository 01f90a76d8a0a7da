using System.Globalization;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// The signature's part of step 5: charges the sender a verification, then verifies at once (strict), or copies what it
/// takes and verifies after the batch was forwarded, before the sender's next (pipelined). Every signature is verified;
/// there is no sampling. Owned by the router's thread.
/// </summary>
internal sealed class SignatureCheck
{
    // A turn of the router takes at most 64 batches from each of three buses, and verifies what is left over from the
    // turn before. A batch without a place here is verified strictly.
    private const int MaxDeferred = 256;

    private readonly BatchAuthentication _authentication;
    private readonly AgentDirectory _directory;
    private readonly PolicyTable _policy;
    private readonly RateLimiter _limiter;
    private readonly AuditTrail? _audit;
    private readonly RouteCounters _counters;
    private readonly IClock _clock;
    private readonly byte[] _statement = new byte[BatchStatement.Size];
    private readonly DeferredVerification[] _deferred = new DeferredVerification[MaxDeferred];
    private int _count;

    public SignatureCheck(
        BatchAuthentication authentication, AgentDirectory directory, PolicyTable policy, RateLimiter limiter,
        AuditTrail? audit, RouteCounters counters, IClock clock)
    {
        _authentication = authentication;
        _directory = directory;
        _policy = policy;
        _limiter = limiter;
        _audit = audit;
        _counters = counters;
        _clock = clock;
        for (int i = 0; i < MaxDeferred; i++)
        {
            _deferred[i] = new DeferredVerification();
        }
    }

    /// <summary>Checks the batch that was authenticated last, or defers that.</summary>
    /// <param name="sender">The session it came in on; nothing of it waits to be verified.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="retryAfterNanoseconds">After a <see cref="RefusalReason.RateLimited"/>, the least wait.</param>
    public RefusalReason Check(AgentSession sender, BatchView batch, out long retryAfterNanoseconds)
    {
        retryAfterNanoseconds = 0;
        if (batch.Header.Suite == SignatureSuite.None)
        {
            // Whether that is allowed is the policy's to say, message by message.
            return RefusalReason.None;
        }

        RefusalReason reason = _limiter.ChargeVerification(
            sender.Agent.Handle, _clock.MonotonicNanoseconds, out retryAfterNanoseconds);
        if (reason != RefusalReason.None)
        {
            _counters.CountOverBudget();
            return reason;
        }

        _authentication.WriteStatement(sender, batch.Header, _statement);
        if (_count < MaxDeferred && MayDefer(sender, batch))
        {
            _deferred[_count++].Set(sender, _statement, batch.Signature, batch.Header.MessageCount);
            _counters.CountPipelined();
            return RefusalReason.None;
        }

        return sender.Admission.SigningKey.Verify(_statement, batch.Signature)
            ? RefusalReason.None
            : RefusalReason.SignatureInvalid;
    }

    /// <summary>Verifies what a session was let through with; when that fails, the session ends.</summary>
    public void Settle(AgentSession sender)
    {
        if (sender.Unverified is { } deferred)
        {
            Settle(deferred);
        }
    }

    /// <summary>Verifies all that was let through; returns how many batches that were.</summary>
    public int SettleAll()
    {
        int settled = _count;
        for (int i = 0; i < _count; i++)
        {
            if (_deferred[i].Session is not null)
            {
                Settle(_deferred[i]);
            }
        }

        _count = 0;
        return settled;
    }

    // One message that must be verified first makes the whole batch wait: they share the signature.
    private bool MayDefer(AgentSession sender, BatchView batch)
    {
        if (!_policy.HasPipelined)
        {
            return false;
        }

        foreach (RunView run in batch.Runs)
        {
            SandboxTier destination = _directory.Find(run.Header.Destination)!.Name.Tier;
            foreach (MessageView message in run.Messages)
            {
                MessageHeader header = message.Header;
                bool pipelined = !VerificationModes.IsAlwaysStrict(header.Type, header.Level)
                    && _policy.TryFind(sender.Identity.Tier, destination, header.Type, out int rule)
                    && _policy.Rule(rule).IsPipelined;
                if (!pipelined)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Settle(DeferredVerification deferred)
    {
        AgentSession session = deferred.Session!;
        if (deferred.Verify())
        {
            return;
        }

        // The destination has refused it as well. Its run's record says accepted; this one says what it was.
        _counters.CountVerificationFailed();
        string detail = string.Create(
            CultureInfo.InvariantCulture,
            $"sequences from {deferred.FirstSequence}, {deferred.MessageCount} messages, "
            + $"batch root {Convert.ToHexStringLower(deferred.Root)}");
        _audit?.TryRecordEvent(new AuditEvent(
            _clock.UnixNanoseconds, AuditEventKind.VerificationFailed, session.Agent.Name.ToString(),
            RefusalReason.SignatureInvalid, detail, session.Admission.SigningKey.KeyId, session.Epoch));
        session.End(RefusalReason.SignatureInvalid);
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;

namespace Symbiont.Fast.Client;

/// <summary>
/// A sent message that waits: for a reply, or for the router's receipt. Pooled: <see cref="Rent"/> gives one, and awaiting
/// it gives it back. Whoever takes it out of its <see cref="PendingTable"/> completes it, so that happens once.
/// </summary>
internal sealed class PendingMessage : IValueTaskSource<ReceivedMessage?>, IDisposable
{
    private static readonly ObjectPool<PendingMessage> Pool =
        new DefaultObjectPoolProvider { MaximumRetained = 1024 }.Create<PendingMessage>();

    private readonly Lock _gate = new();
    private readonly Timer _timer;

    // Continuations run elsewhere: they are the application's, and the receive thread must go on.
    private ManualResetValueTaskSourceCore<ReceivedMessage?> _answer = new() { RunContinuationsAsynchronously = true };
    private PendingTable? _table;
    private Peer? _destination;
    private ulong _sequence;
    private long _due;

    /// <summary>Makes one for the pool.</summary>
    public PendingMessage()
    {
        // A pooled timer must not keep what its first user has in its context.
        using AsyncFlowControl own = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = new Timer(static self => ((PendingMessage)self!).OnTimer(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public Peer Destination => _destination!;

    public bool AwaitsReply { get; private set; }

    /// <summary>True when it waits for a reply of this peer. The answer may be out of date at once, as all here.</summary>
    public bool AwaitsReplyOf(Peer peer) =>
        AwaitsReply && Volatile.Read(ref _destination) is { } destination && destination.Name == peer.Name;

    /// <summary>One that waits for nothing yet.</summary>
    public static PendingMessage Rent(Peer destination, bool awaitsReply)
    {
        PendingMessage pending = Pool.Get();
        (pending._destination, pending.AwaitsReply) = (destination, awaitsReply);
        return pending;
    }

    /// <summary>Waits for the answer to the message that was sent, once, and gives this back.</summary>
    /// <param name="table">Where it stands.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedMessage?> AwaitAsync(
        PendingTable table, ulong sequence, TimeSpan timeout, CancellationToken cancellation)
    {
        lock (_gate)
        {
            (_table, _sequence) = (table, sequence);
            _due = timeout == Timeout.InfiniteTimeSpan
                ? long.MaxValue
                : Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        }

        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static (self, token) => ((PendingMessage)self!).Withdraw(new OperationCanceledException(token)), this);
        try
        {
            return await new ValueTask<ReceivedMessage?>(this, _answer.Version).ConfigureAwait(false);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            _timer.Change(Timeout.Infinite, Timeout.Infinite);
            Return();
        }
    }

    /// <summary>Whoever took it out of the table: the answer.</summary>
    public void Complete(ReceivedMessage? answer) => _answer.SetResult(answer);

    /// <summary>Whoever took it out of the table: why there is none.</summary>
    public void Fail(Exception reason) => _answer.SetException(reason);

    /// <summary>The pool has enough of them.</summary>
    public void Dispose() => _timer.Dispose();

    ReceivedMessage? IValueTaskSource<ReceivedMessage?>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReceivedMessage?>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<ReceivedMessage?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    // It may come late, from an earlier use, or some milliseconds early, by the runtime's coarser clock: then it comes
    // again. In one piece with the withdrawal, so that no use ends and no other begins between the two.
    private void OnTimer()
    {
        lock (_gate)
        {
            long left = _due - Stopwatch.GetTimestamp();
            if (left <= 0)
            {
                Withdraw(new TimeoutException("no answer came within the request timeout"));
            }
            else if (_table is not null && _due != long.MaxValue)
            {
                _timer.Change((left / (Stopwatch.Frequency / 1000)) + 1, Timeout.Infinite);
            }
        }
    }

    private void Withdraw(Exception reason)
    {
        lock (_gate)
        {
            if (_table is { } table && table.TryRemove(_sequence, this))
            {
                Fail(reason);
            }
        }
    }

    private void Return()
    {
        lock (_gate)
        {
            (_table, _destination) = (null, null);
        }

        _answer.Reset();
        Pool.Return(this);
    }
}

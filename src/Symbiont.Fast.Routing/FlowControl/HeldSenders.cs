using Microsoft.Extensions.ObjectPool;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// The senders that wait for room at a destination, each with its batches in their order. A sender's share is bounded by
/// its credit, all together by a limit. Owned by the senders' shard.
/// </summary>
internal sealed class HeldSenders(FlowControlOptions options)
{
    private readonly ObjectPool<HeldBatch> _pool = new DefaultObjectPool<HeldBatch>(
        new DefaultPooledObjectPolicy<HeldBatch>());
    private readonly List<AgentSession> _senders = [];
    private readonly long _timeout = options.HoldTimeout.Ticks * 100;
    private long _bytes;

    /// <summary>How many senders wait.</summary>
    public int Count => _senders.Count;

    /// <summary>One of them.</summary>
    public AgentSession this[int index] => _senders[index];

    /// <summary>True when a batch of this length may wait.</summary>
    public bool HasRoom(int length) => _bytes + length <= options.MaxHeldBytes;

    /// <summary>Keeps a batch behind those that its sender has waiting.</summary>
    /// <param name="sender">Its sender.</param>
    /// <param name="batch">The batch; it is copied.</param>
    /// <param name="next">The first run that is not dealt with.</param>
    /// <param name="now">Nanoseconds since 1970 UTC, and monotonic.</param>
    public HeldBatch Hold(AgentSession sender, BatchView batch, RunPosition next, (long Unix, long Monotonic) now)
    {
        HeldBatch held = _pool.Get();
        held.Set(batch, next, now.Unix, now.Monotonic + _timeout);
        _bytes += held.Length;
        sender.Held ??= new Queue<HeldBatch>();
        if (sender.Held.Count == 0)
        {
            _senders.Add(sender);
        }

        sender.Held.Enqueue(held);
        return held;
    }

    /// <summary>The sender's oldest batch is dealt with.</summary>
    public void Release(AgentSession sender)
    {
        HeldBatch held = sender.Held!.Dequeue();
        _bytes -= held.Length;
        held.Clear();
        _pool.Return(held);
        if (sender.Held.Count == 0)
        {
            _senders.Remove(sender);
        }
    }
}

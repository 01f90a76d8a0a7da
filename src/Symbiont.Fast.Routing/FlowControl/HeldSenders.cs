using Microsoft.Extensions.ObjectPool;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// The senders that wait for room at a destination, in the order in which they began to, each with its batches in their
/// order. A sender that waits is read no further, so its share is what stood in the ring to the shard; all together have a
/// limit. Owned by the senders' shard.
/// </summary>
internal sealed class HeldSenders(FlowControlOptions options)
{
    private const int PooledBatches = 64;

    private readonly ObjectPool<HeldBatch> _pool = new DefaultObjectPool<HeldBatch>(
        new DefaultPooledObjectPolicy<HeldBatch>(), PooledBatches);
    private readonly List<AgentSession> _senders = [];
    private readonly long _timeout = options.HoldTimeout.Ticks * 100;
    private long _bytes;

    /// <summary>How many senders wait.</summary>
    public int Count => _senders.Count;

    /// <summary>When whatever waits has waited long enough, in monotonic nanoseconds.</summary>
    public long End { get; set; } = long.MaxValue;

    /// <summary>One of them; 0 waits for longest.</summary>
    public AgentSession this[int index] => _senders[index];

    /// <summary>True when a batch may wait.</summary>
    public bool HasRoom(BatchView batch) => _bytes + HeldBatch.WeightOf(batch) <= options.MaxHeldBytes;

    /// <summary>Keeps a batch behind those that its sender has waiting.</summary>
    /// <param name="sender">Its sender.</param>
    /// <param name="batch">The batch; it is copied.</param>
    /// <param name="next">The first run that is not dealt with.</param>
    /// <param name="now">Nanoseconds since 1970 UTC, and monotonic.</param>
    public HeldBatch Hold(AgentSession sender, BatchView batch, RunPosition next, (long Unix, long Monotonic) now)
    {
        HeldBatch held = _pool.Get();
        held.Set(batch, next, now.Unix, now.Monotonic + _timeout);
        _bytes += held.Weight;
        sender.Held ??= new Queue<HeldBatch>();
        if (sender.Held.Count == 0)
        {
            _senders.Add(sender);
            sender.Port.IsHeld = true;
        }

        sender.Held.Enqueue(held);
        return held;
    }

    /// <summary>A sender begins to wait for another destination: those that wait for that already come first.</summary>
    public void MoveBack(AgentSession sender)
    {
        _senders.Remove(sender);
        _senders.Add(sender);
    }

    /// <summary>The sender's oldest batch is dealt with.</summary>
    public void Release(AgentSession sender)
    {
        HeldBatch held = sender.Held!.Dequeue();
        _bytes -= held.Weight;
        held.Clear();
        _pool.Return(held);
        if (sender.Held.Count == 0)
        {
            _senders.Remove(sender);
            sender.Port.IsHeld = false;
        }
    }
}

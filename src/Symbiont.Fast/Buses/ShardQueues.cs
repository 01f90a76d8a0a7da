using System.Buffers.Binary;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Buses;

/// <summary>One bus's rings to the router's shards. Owned by the bus's thread; each shard reads its own.</summary>
internal sealed class ShardQueues : IDisposable
{
    private readonly IngressQueue[] _queues;

    /// <summary>Makes a ring for each shard.</summary>
    /// <param name="capacity">Each ring's size in bytes.</param>
    /// <param name="shards">What wakes the shards' threads.</param>
    public ShardQueues(int capacity, IEnumerable<IDoorbell> shards) =>
        _queues = [.. shards.Select(shard => new IngressQueue(capacity, shard))];

    /// <summary>The ring to a shard.</summary>
    public IngressQueue this[int shard] => _queues[shard];

    /// <summary>The ring for what concerns no agent that has proven itself.</summary>
    public IngressQueue First => _queues[0];

    /// <summary>
    /// The ring to an agent's shard. Digests are SHA-256, so agents spread evenly, and nobody picks its shard but by trying
    /// names, which the authority gives.
    /// </summary>
    /// <param name="digest">The agent's identity digest.</param>
    public IngressQueue Of(ReadOnlySpan<byte> digest) =>
        _queues[BinaryPrimitives.ReadUInt32LittleEndian(digest) % (uint)_queues.Length];

    /// <summary>True when every ring takes whatever a frame of this length can bring.</summary>
    public bool HaveRoom(int frameLength) => Array.TrueForAll(_queues, queue => queue.HasRoom(frameLength));

    /// <summary>Wakes every shard.</summary>
    public void Wake() => Array.ForEach(_queues, queue => queue.Wake());

    /// <summary>Releases the rings; after all threads have stopped.</summary>
    public void Dispose() => Array.ForEach(_queues, queue => queue.Dispose());
}

using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Which shards have nothing left to route while the router drains. Sessions are told to go only when all have: until then
/// any shard may deliver to any session. Thread-safe.
/// </summary>
/// <param name="shards">How many there are.</param>
/// <param name="buses">What they get messages from.</param>
/// <param name="doorbells">What wakes the shards.</param>
internal sealed class QuietShards(
    int shards, IReadOnlyList<CommunicationBus> buses, IReadOnlyList<IDoorbell> doorbells)
{
    private int _quiet;

    /// <summary>True when no bus hands over another message.</summary>
    public bool IsInputOver => buses.All(bus => bus.HasDrained);

    /// <summary>True when no shard delivers another message.</summary>
    public bool AreAll => Volatile.Read(ref _quiet) == shards;

    /// <summary>A shard, once: its input is over and its rings were empty afterwards.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref _quiet) == shards)
        {
            foreach (IDoorbell doorbell in doorbells)
            {
                doorbell.Ring();
            }
        }
    }
}

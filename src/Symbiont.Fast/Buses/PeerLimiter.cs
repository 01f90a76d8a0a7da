using System.Numerics;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>
/// How often each peer may begin a handshake: a token bucket for each origin at each listener of a bus, in a table of
/// fixed size. Owned by the bus's thread.
/// </summary>
/// <remarks>
/// The table is cut into sets of eight, and an origin has its place in one of them, by a hash that is keyed for the
/// process. A newcomer to a full set takes the place that was not used for longest. So one with many addresses gets many
/// buckets, as it also would from an endless table; what bounds all origins together is the conductor's queue.
/// </remarks>
internal sealed class PeerLimiter
{
    private const int Ways = 8;

    private readonly Entry[] _entries;
    private readonly int _rate;
    private readonly int _burst;

    /// <summary>Makes an empty table.</summary>
    /// <param name="peers">How many origins are remembered; rounded up to a power of two, at least 8.</param>
    /// <param name="perSecond">Handshakes a second that each may begin.</param>
    /// <param name="burst">How many it may begin at once.</param>
    public PeerLimiter(int peers, int perSecond, int burst)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(peers, Ways))];
        (_rate, _burst) = (perSecond, burst);
    }

    /// <summary>How many origins are remembered at most.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Charges a connection to its origin; false when the origin has used up its share.</summary>
    /// <param name="listener">The listener's number in the bus.</param>
    /// <param name="origin">Where the connection comes from.</param>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock.</param>
    public bool TryTake(int listener, PeerOrigin origin, long nowMonotonicNanoseconds)
    {
        ref Entry entry = ref Find(listener, origin, nowMonotonicNanoseconds);
        entry.LastUse = nowMonotonicNanoseconds;
        return entry.Bucket.TryTake(nowMonotonicNanoseconds, out _);
    }

    private ref Entry Find(int listener, PeerOrigin origin, long now)
    {
        int sets = _entries.Length / Ways;
        int first = (HashCode.Combine(listener, origin) & (sets - 1)) * Ways;
        int oldest = first;
        for (int i = first; i < first + Ways; i++)
        {
            ref Entry entry = ref _entries[i];
            if (entry.IsUsed && entry.Listener == listener && entry.Origin == origin)
            {
                return ref entry;
            }

            bool isOlder = !entry.IsUsed || entry.LastUse < _entries[oldest].LastUse;
            oldest = _entries[oldest].IsUsed && isOlder ? i : oldest;
        }

        _entries[oldest] = new Entry
        {
            IsUsed = true, Listener = listener, Origin = origin, Bucket = new TokenBucket(_rate, _burst, now),
        };
        return ref _entries[oldest];
    }

    private struct Entry
    {
        public PeerOrigin Origin;
        public TokenBucket Bucket;
        public long LastUse;
        public int Listener;
        public bool IsUsed;
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>
/// Turns away whom a listener does not expect, before a byte of theirs is read. Each is counted; some reach the audit
/// log, since it costs a process of the host nothing to connect again. Owned by the bus's thread.
/// </summary>
internal sealed class PeerGuard
{
    // How many the router is told of, so that they fill neither the ring nor the audit log.
    private const int ReportsPerSecond = 10;
    private const int ReportsBurst = 100;

    private readonly ShardQueues _shards;
    private readonly BusCounters _counters;
    private TokenBucket _reports;

    /// <summary>Guards one bus's listeners.</summary>
    public PeerGuard(ShardQueues shards, BusCounters counters, IClock clock)
    {
        (_shards, _counters) = (shards, counters);
        _reports = new TokenBucket(ReportsPerSecond, ReportsBurst, clock.MonotonicNanoseconds);
    }

    /// <summary>True when the peer may stay; false when it is to be closed without a word.</summary>
    /// <param name="listener">Where it connected.</param>
    /// <param name="link">The accepted connection.</param>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock.</param>
    public bool Admits(BusListener listener, Connection link, long nowMonotonicNanoseconds)
    {
        if (listener.ExpectedPeer is not { } expected)
        {
            return true;
        }

        PeerMismatch mismatch = PeerCheck.Check(expected, link, out PeerCredentials seen);
        if (mismatch == PeerMismatch.None)
        {
            return true;
        }

        _counters.Count(BusCounters.ConnectionsUnexpected);
        if (_reports.TryTake(nowMonotonicNanoseconds, out _))
        {
            string detail = $"unexpected peer on {listener.Socket.EndPoint}: {PeerCheck.Describe(mismatch, seen)}";
            if (!_shards.First.TryTurnedAway(listener.Id, detail))
            {
                _counters.Count(BusCounters.EventsLost);
            }
        }

        return false;
    }
}

using System.Text;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Shards;

/// <summary>What the audit log hears of sessions and of those who were refused one. Owned by the router's thread.</summary>
internal sealed class SecurityEvents(AuditTrail? audit, IClock clock)
{
    // How many refused peers the audit log takes; all are counted.
    private const int RefusedPeersPerSecond = 10;
    private const int RefusedPeersBurst = 100;

    private TokenBucket _refusedPeers = new(RefusedPeersPerSecond, RefusedPeersBurst, clock.MonotonicNanoseconds);

    public void Record(
        AuditEventKind kind, string who, RefusalReason reason, uint epoch = 0, string detail = "") =>
        audit?.TryRecordEvent(new AuditEvent(clock.UnixNanoseconds, kind, who, reason, detail, 0, epoch));

    /// <summary>
    /// A peer that a bus refused. Who gets this far knows the router's public key, which is no secret: it must not be
    /// able to fill the log. The bus has counted every refusal.
    /// </summary>
    public void RecordRefusedPeer(ReadOnlySpan<byte> who, RefusalReason reason)
    {
        if (_refusedPeers.TryTake(clock.MonotonicNanoseconds, out _))
        {
            Record(AuditEventKind.HandshakeRefused, Encoding.UTF8.GetString(who), reason);
        }
    }

    /// <summary>
    /// A peer that a bus did not let in. The bus bounds how many there are, apart from those above: a process without any
    /// key must not keep them out.
    /// </summary>
    public void RecordTurnedAway(ReadOnlySpan<byte> who, RefusalReason reason)
    {
        string[] texts = Encoding.UTF8.GetString(who).Split(IngressQueue.Separator);
        Record(AuditEventKind.HandshakeRefused, texts[0], reason, detail: texts[^1]);
    }
}

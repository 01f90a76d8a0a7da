using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Agents that have a session and knock for another. Whoever proves that the first session is its own takes its place
/// at once; for the others the first session is pinged, and they wait until it answers or a second has passed. Owned by
/// the agents' shard, which never waits itself.
/// </summary>
internal sealed class SecondSessions
{
    /// <summary>The most that wait at once; one for each agent.</summary>
    public const int Capacity = 256;

    /// <summary>How long a session may take to answer, in nanoseconds.</summary>
    public const long Patience = 1_000_000_000;

    private readonly List<Waiting> _waiting = [];
    private ulong _lastToken;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Who waits.</summary>
    public IEnumerable<AgentAdmission> Admissions => _waiting.Select(waiting => waiting.Arrival.Admission);

    /// <summary>Judges an arrival whose agent has a session.</summary>
    /// <param name="arrival">The second session.</param>
    /// <param name="first">The first.</param>
    /// <param name="now">Monotonic nanoseconds.</param>
    /// <param name="time">Nanoseconds since 1970 UTC, for the ping.</param>
    public SecondSessionVerdict Judge(Arrival arrival, AgentSession first, long now, long time)
    {
        if (arrival.Admission.Displacement is { } claim)
        {
            return IsProven(claim, first, arrival.Admission.HandshakeHash)
                ? SecondSessionVerdict.Displace
                : SecondSessionVerdict.Refuse;
        }

        bool waits = _waiting.Count < Capacity && !_waiting.Exists(other => other.First == first)
            && TryPing(first, _lastToken + 1, time);
        if (!waits)
        {
            return SecondSessionVerdict.Refuse;
        }

        _lastToken++;
        _waiting.Add(new Waiting(arrival, first, _lastToken, now + Patience));
        return SecondSessionVerdict.Wait;
    }

    /// <summary>A session answers a ping: who waited for its silence is to be refused.</summary>
    public Arrival? TakeAnswered(AgentSession first, ulong token) =>
        Take(_waiting.FindIndex(waiting => waiting.First == first && waiting.Token == token));

    /// <summary>A first session has ended by itself: who waited may come in.</summary>
    public Arrival? TakeFreed(AgentSession first) => Take(_waiting.FindIndex(waiting => waiting.First == first));

    /// <summary>Who waited has left.</summary>
    public Arrival? TakeDeparted(AgentSession?[] sessions, int slot) =>
        Take(_waiting.FindIndex(waiting => waiting.Arrival.IsAt(sessions, slot)));

    /// <summary>Who has waited long enough for a session that does not answer.</summary>
    /// <param name="now">Monotonic nanoseconds.</param>
    /// <param name="first">The session that does not answer.</param>
    public Arrival? TakeUnanswered(long now, out AgentSession? first)
    {
        // The answer of a session that is held stands behind what the router does not read now.
        foreach (Waiting waiting in _waiting)
        {
            waiting.Deadline = waiting.First.Port.IsHeld ? now + Patience : waiting.Deadline;
        }

        int due = _waiting.FindIndex(waiting => now >= waiting.Deadline);
        first = due >= 0 ? _waiting[due].First : null;
        return Take(due);
    }

    private static bool IsProven(DisplacementClaim claim, AgentSession first, byte[] handshakeHash) =>
        claim.Epoch == first.Epoch && first.Admission.Exporter is { } exporter
            && DisplacementProof.Verify(exporter, handshakeHash, claim.Proof);

    private static bool TryPing(AgentSession first, ulong token, long time)
    {
        if (!first.Port.TryClaim(FrameKind.Control, PingMessage.WireLength, out SharedRingClaim claim))
        {
            return false;
        }

        new PingMessage(ControlCode.Ping, token, time).Write(claim.Bytes);
        claim.Commit();
        first.Port.Announce();
        return true;
    }

    private Arrival? Take(int index)
    {
        if (index < 0)
        {
            return null;
        }

        Arrival arrival = _waiting[index].Arrival;
        _waiting.RemoveAt(index);
        return arrival;
    }

    private sealed class Waiting(Arrival arrival, AgentSession first, ulong token, long deadline)
    {
        public Arrival Arrival => arrival;

        public AgentSession First => first;

        public ulong Token => token;

        public long Deadline { get; set; } = deadline;
    }
}

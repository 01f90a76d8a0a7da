using Microsoft.Extensions.Logging;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Who gets a session, and how one ends: agents that the buses have proven, second sessions, and lanes that join. Owned
/// by the agents' shard.
/// </summary>
internal sealed class Admissions(
    RouterOptions options, AgentDirectory directory, RetiredPorts retired, RouteCounters counters,
    SecurityEvents events, ILogger logger)
{
    private readonly IClock _clock = options.Clock;
    private readonly Revocations _revocations = options.Identity.Revocations;
    private readonly SecondSessions _seconds = new();
    private readonly AwaitedLanes _lanes = new();

    // Links that were refused after their agents had proven who they are; their ports wait for the bus to let go.
    private readonly Dictionary<(AgentSession?[], int), EgressPort> _orphans = [];

    private int _live;
    private bool _isClosing;

    /// <summary>How many links have a session. Any thread.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>True when somebody's time may run out.</summary>
    public bool HasDeadlines => _seconds.Count + _lanes.Count > 0;

    /// <summary>Whoever is admitted from now on is told that the router goes down.</summary>
    public void CloseDoors() => _isClosing = true;

    /// <summary>An agent has proven who it is.</summary>
    public void Open(Arrival arrival)
    {
        AgentAdmission admission = arrival.Admission;
        AgentEntry? agent = directory.Find(admission.Identity.Name);
        if (agent is not null && agent.Displacements.IsQuarantined(admission.SigningKey))
        {
            Refuse(arrival, RefusalReason.Unauthenticated, "quarantined");
            return;
        }

        if (admission.Joins is { } claim)
        {
            Join(arrival, claim, agent?.Session);
            return;
        }

        if (admission.Lanes > options.MaxLanesPerSession)
        {
            Refuse(arrival, RefusalReason.Unauthenticated, "too many lanes");
            return;
        }

        if (agent?.Session is not { } first)
        {
            Admit(arrival);
            return;
        }

        switch (_seconds.Judge(arrival, first, _clock.MonotonicNanoseconds, _clock.UnixNanoseconds))
        {
            case SecondSessionVerdict.Displace:
                Displace(first, arrival, "proven");
                break;
            case SecondSessionVerdict.Refuse:
                RefuseSecond(arrival, admission.Displacement is null ? "second session" : "displacement not proven");
                break;
            default:
                break;
        }
    }

    /// <summary>A session's agent has answered a ping.</summary>
    public void OnPong(AgentSession first, ReadOnlySpan<byte> body)
    {
        PingMessage.TryRead(ControlCode.Pong, body, out PingMessage pong);
        if (!first.IsEnded && _seconds.TakeAnswered(first, pong.Token) is { } second)
        {
            RefuseSecond(second, "second session");
        }
    }

    /// <summary>
    /// Displaces sessions that did not answer, and ends those whose lanes did not come; returns how many.
    /// </summary>
    /// <param name="now">Monotonic nanoseconds, taken before the rings were read.</param>
    public int Expire(long now)
    {
        int expired = _lanes.Expire(now);
        while (_seconds.TakeUnanswered(now, out AgentSession? first) is { } second)
        {
            Displace(first!, second, "no answer to a ping");
            expired++;
        }

        return expired;
    }

    /// <summary>
    /// The bus has let go of a link without a session, and of its port, before it reported the end; false when the link
    /// has a session.
    /// </summary>
    public bool TryForget(AgentSession?[] sessions, int slot)
    {
        if (_orphans.Remove((sessions, slot), out EgressPort? orphan))
        {
            orphan.Dispose();
            return true;
        }

        if (_seconds.TakeDeparted(sessions, slot) is { } departed)
        {
            departed.Admission.Exporter?.Dispose();
            departed.Admission.Port.Dispose();
            return true;
        }

        return false;
    }

    /// <summary>Releases what links without a session hold; after the threads have stopped.</summary>
    public void ReleaseAll()
    {
        foreach (EgressPort orphan in _orphans.Values)
        {
            orphan.Dispose();
        }

        foreach (AgentAdmission waiting in _seconds.Admissions)
        {
            waiting.Exporter?.Dispose();
            waiting.Port.Dispose();
        }
    }

    /// <summary>The bus has let go of a session's lane: the session is over, with all its other lanes.</summary>
    public void Close(AgentSession lane, RefusalReason reason)
    {
        AgentDirectory.Close(lane);
        lane.Leave();
        lane.End(reason);
        lane.Admission.Exporter?.Dispose();
        retired.Add(lane.Port);
        Volatile.Write(ref _live, _live - 1);
        string name = lane.Agent.Name.ToString();
        if (lane.First == lane)
        {
            counters.CountClosed();
        }

        events.Record(AuditEventKind.SessionClosed, name, reason, lane.Epoch);
        ShardLog.SessionClosed(logger, name, lane.Epoch, RefusalReasons.Text(reason));
        if (_seconds.TakeFreed(lane.First) is { } freed)
        {
            Open(freed);
        }
    }

    /// <summary>
    /// True when the credential is revoked. The handshake has asked before; the list may have changed while the
    /// admission stood in the ring.
    /// </summary>
    public bool IsRevoked(AgentAdmission admission) =>
        _revocations.Current.Count > 0
        && CredentialLayout.TryRead(admission.Credential, out CredentialLayout credential, out _) == FrameError.None
        && _revocations.Current.Contains(credential.Serial);

    // The first session is over for the router at once; its bus tells its agent, and reports its end later.
    private void Displace(AgentSession first, Arrival arrival, string right)
    {
        if (IsRevoked(arrival.Admission))
        {
            Refuse(arrival, RefusalReason.Revoked, string.Empty);
            return;
        }

        AgentEntry agent = first.Agent;
        bool isAllowed = agent.Displacements.TryNote(
            _clock.MonotonicNanoseconds, first.Admission.SigningKey, arrival.Admission.SigningKey);
        first.End(RefusalReason.Unauthenticated);
        AgentDirectory.Close(first);
        if (_seconds.TakeFreed(first) is { } waiting)
        {
            // Somebody proved more than it while it waited for the first session's silence.
            RefuseSecond(waiting, "second session");
        }

        if (!isAllowed)
        {
            // Two have this agent's keys, and nobody here can tell which of them ought to.
            counters.CountQuarantine();
            events.Record(
                AuditEventKind.CredentialQuarantined, arrival.Name, RefusalReason.Unauthenticated, first.Epoch);
            Refuse(arrival, RefusalReason.Unauthenticated, "quarantined");
            return;
        }

        counters.CountDisplaced();
        events.Record(AuditEventKind.SessionDisplaced, arrival.Name, RefusalReason.None, first.Epoch, right);
        ShardLog.SessionDisplaced(logger, arrival.Name, first.Epoch, right);
        Admit(arrival);
    }

    private void Join(Arrival arrival, LaneClaim claim, AgentSession? first)
    {
        AgentAdmission admission = arrival.Admission;
        if (first is null || !IsProven(admission, claim, first))
        {
            counters.CountLaneRefused();
            Refuse(arrival, RefusalReason.Unauthenticated, "lane not proven");
            return;
        }

        AgentSession? lane = null;
        RefusalReason reason = IsRevoked(admission)
            ? RefusalReason.Revoked
            : directory.Join(admission, first, _clock.UnixNanoseconds, out lane);
        if (reason != RefusalReason.None)
        {
            Refuse(arrival, reason, string.Empty);
            return;
        }

        counters.CountLane();
        Welcome(arrival, lane!, $"lane of {first.Epoch}");
    }

    private static bool IsProven(AgentAdmission admission, LaneClaim claim, AgentSession first) =>
        claim.Epoch == first.Epoch && !first.IsEnded && first.Awaits(claim.Lane)
        && admission.SigningKey.Bytes.SequenceEqual(first.Admission.SigningKey.Bytes)
        && first.Admission.Exporter is { } exporter
        && LaneProof.Verify(exporter, admission.HandshakeHash, claim.Proof);

    private void Admit(Arrival arrival)
    {
        AgentSession? session = null;
        RefusalReason reason = IsRevoked(arrival.Admission)
            ? RefusalReason.Revoked
            : directory.Open(arrival.Admission, _clock.UnixNanoseconds, out session);
        if (reason != RefusalReason.None)
        {
            Refuse(arrival, reason, string.Empty);
            return;
        }

        counters.CountOpened();
        int lanes = arrival.Admission.Lanes;
        if (lanes > 1)
        {
            _lanes.Add(session!, _clock.MonotonicNanoseconds + (lanes * options.HandshakeTimeout.Ticks * 100));
        }

        Welcome(arrival, session!, string.Empty);
    }

    private void Welcome(Arrival arrival, AgentSession lane, string detail)
    {
        arrival.Sessions[arrival.Slot] = lane;
        Volatile.Write(ref _live, _live + 1);
        events.Record(AuditEventKind.SessionOpened, arrival.Name, RefusalReason.None, lane.Epoch, detail);
        ShardLog.SessionOpened(logger, arrival.Name, lane.Epoch);
        if (lane.Port.TryClaim(FrameKind.Control, WelcomeMessage.WireLength, out SharedRingClaim claim))
        {
            new WelcomeMessage(lane.Epoch, lane.Agent.Handle, _clock.UnixNanoseconds).Write(claim.Bytes);
            claim.Commit();
            lane.Port.Announce();
        }

        lane.Enter();
        if (_isClosing)
        {
            lane.Port.RequestClose(RefusalReason.ShuttingDown);
        }
    }

    private void RefuseSecond(Arrival arrival, string detail)
    {
        counters.CountSecondRefused();
        Refuse(arrival, RefusalReason.Unauthenticated, detail);
    }

    private void Refuse(Arrival arrival, RefusalReason reason, string detail)
    {
        events.Record(AuditEventKind.HandshakeRefused, arrival.Name, reason, 0, detail);
        ShardLog.SessionRefused(logger, arrival.Name, RefusalReasons.Text(reason));
        arrival.Admission.Exporter?.Dispose();
        arrival.Admission.Port.RequestClose(reason);
        _orphans.Add((arrival.Sessions, arrival.Slot), arrival.Admission.Port);
    }
}

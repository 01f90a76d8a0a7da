using System.Text;
using Microsoft.Extensions.Logging;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Routing.Sealing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Shards;

/// <summary>
/// The router's duty cycle: takes what the buses bring, in their order, and turns the pipeline. Owned by one thread,
/// with all routing state.
/// </summary>
internal sealed class RouterShard : IDutyCycle
{
    // One bus's turn; then the others get theirs.
    private const int RecordsPerTurn = 64;

    // How many refused peers the audit log takes; all are counted.
    private const int RefusedPeersPerSecond = 10;
    private const int RefusedPeersBurst = 100;

    private readonly IReadOnlyList<CommunicationBus> _buses;
    private readonly AgentSession?[][] _sessions;
    private readonly AgentDirectory _directory;
    private readonly RoutePipeline _pipeline;
    private readonly AuditTrail? _audit;
    private readonly RouteCounters _counters;
    private readonly IClock _clock;
    private readonly ILogger _logger;
    private readonly PolicyTable _policy;
    private readonly SealForwarding _seals;
    private readonly Revocations _revocations;
    private RevokedSerials _enforced = RevokedSerials.None;
    private readonly SecondSessions _seconds = new();
    private TokenBucket _refusedPeers;
    private int _live;
    private bool _isDraining;
    private bool _saidGoodbye;

    public RouterShard(
        IReadOnlyList<CommunicationBus> buses, RouterOptions options, AgentDirectory directory, RoutePipeline pipeline,
        PolicyTable policy, AuditTrail? audit, RouteCounters counters, ILogger logger)
    {
        _buses = buses;
        _sessions = [.. buses.Select(_ => new AgentSession?[options.MaxSessionsPerBus])];
        _directory = directory;
        _pipeline = pipeline;
        _policy = policy;
        _seals = new SealForwarding(directory, policy);
        _refusedPeers = new TokenBucket(
            RefusedPeersPerSecond, RefusedPeersBurst, options.Clock.MonotonicNanoseconds);
        _audit = audit;
        _counters = counters;
        _clock = options.Clock;
        _logger = logger;
        _revocations = options.Identity.Revocations;
    }

    /// <inheritdoc/>
    public string Name => "router";

    /// <summary>True when draining is over: every session has been told and has gone. Any thread.</summary>
    public bool IsDrained => Volatile.Read(ref _saidGoodbye) && Volatile.Read(ref _live) == 0;

    /// <summary>How long the thread may sleep: who waits for a session's answer has a deadline.</summary>
    public int IdleMilliseconds => _seconds.Count > 0 ? 50 : 1000;

    /// <summary>Once the buses' rings are empty, every session is told that the router goes down.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>Verifies what is left of the last turn; after the thread has stopped.</summary>
    public void Finish() => _pipeline.SettleAll();

    /// <inheritdoc/>
    public int DoWork()
    {
        // Before the rings are read: whatever answered by then is read below.
        long now = _seconds.Count > 0 ? _clock.MonotonicNanoseconds : 0;
        int work = _pipeline.SettleAll();
        if (!ReferenceEquals(_enforced, _revocations.Current))
        {
            EndRevoked();
            work++;
        }

        for (int bus = 0; bus < _buses.Count; bus++)
        {
            IngressQueue ingress = _buses[bus].Ingress;
            for (int i = 0; i < RecordsPerTurn && ingress.TryPeek(out IngressRecord record); i++)
            {
                Take(_sessions[bus], ingress, record);
                ingress.Release();
                work++;
            }
        }

        work += DisplaceUnanswering(now);
        if (work == 0 && _isDraining && !_saidGoodbye)
        {
            SayGoodbye();
            work++;
        }

        return work;
    }

    // Live sessions of revoked credentials end here; what they still have in the ring is dropped.
    private void EndRevoked()
    {
        _enforced = _revocations.Current;
        foreach (AgentSession? session in _sessions.SelectMany(bus => bus))
        {
            if (session is { IsEnded: false } && IsRevoked(session.Admission))
            {
                _counters.Count(RefusalReason.Revoked);
                End(session, RefusalReason.Revoked);
            }
        }
    }

    // The handshake has asked before; the list may have changed while the admission stood in the ring.
    private bool IsRevoked(AgentAdmission admission) =>
        _revocations.Current.Count > 0
        && CredentialLayout.TryRead(admission.Credential, out CredentialLayout credential, out _) == FrameError.None
        && _revocations.Current.Contains(credential.Serial);

    private void Take(AgentSession?[] sessions, IngressQueue ingress, IngressRecord record)
    {
        switch (record.Kind)
        {
            case BusEventKind.Opened:
                Open(new Arrival(sessions, record.Slot, ingress.TakeAdmission()));
                break;
            case BusEventKind.Batch when sessions[record.Slot] is { } sender:
                Route(sender, record.Body);
                break;
            case BusEventKind.Resolve when sessions[record.Slot] is { } asker:
                Resolve(asker, record.Body);
                break;
            case BusEventKind.Renewed:
                // Taken in any case: it stands in the queue of admissions. A session that was refused has no entry.
                AgentAdmission renewed = ingress.TakeAdmission();
                sessions[record.Slot]?.Renew(renewed);
                break;
            case BusEventKind.SealRequest when sessions[record.Slot] is { } initiator:
                ForwardSeal(initiator, ControlCode.SealRequest, record.Body);
                break;
            case BusEventKind.SealAnswer when sessions[record.Slot] is { } responder:
                ForwardSeal(responder, ControlCode.SealAnswer, record.Body);
                break;
            case BusEventKind.Pong when sessions[record.Slot] is { } pinged:
                OnPong(pinged, record.Body);
                break;
            case BusEventKind.Closed:
                Close(sessions, record.Slot, record.Reason);
                break;
            case BusEventKind.HandshakeRefused:
                RecordRefusedPeer(record);
                break;
            case BusEventKind.TurnedAway:
                RecordTurnedAway(record);
                break;
        }
    }

    private void Open(Arrival arrival)
    {
        AgentEntry? agent = _directory.Find(arrival.Admission.Identity.Name);
        if (agent is not null && agent.Displacements.IsQuarantined(arrival.Admission.SigningKey))
        {
            Refuse(arrival, RefusalReason.Unauthenticated, "quarantined");
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
                bool isClaim = arrival.Admission.Displacement is not null;
                RefuseSecond(arrival, isClaim ? "displacement not proven" : "second session");
                break;
            default:
                break;
        }
    }

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
        End(first, RefusalReason.Unauthenticated);
        AgentDirectory.Close(first);
        if (_seconds.TakeFreed(first) is { } waiting)
        {
            // Somebody proved more than it while it waited for the first session's silence.
            RefuseSecond(waiting, "second session");
        }

        if (!isAllowed)
        {
            // Two have this agent's keys, and nobody here can tell which of them ought to.
            _counters.CountQuarantine();
            Record(AuditEventKind.CredentialQuarantined, arrival.Name, RefusalReason.Unauthenticated, first.Epoch);
            Refuse(arrival, RefusalReason.Unauthenticated, "quarantined");
            return;
        }

        _counters.CountDisplaced();
        Record(AuditEventKind.SessionDisplaced, arrival.Name, RefusalReason.None, first.Epoch, right);
        ShardLog.SessionDisplaced(_logger, arrival.Name, first.Epoch, right);
        Admit(arrival);
    }

    private void RefuseSecond(Arrival arrival, string detail)
    {
        _counters.CountSecondRefused();
        Refuse(arrival, RefusalReason.Unauthenticated, detail);
    }

    private void Refuse(Arrival arrival, RefusalReason reason, string detail)
    {
        Record(AuditEventKind.HandshakeRefused, arrival.Name, reason, 0, detail);
        ShardLog.SessionRefused(_logger, arrival.Name, RefusalReasons.Text(reason));
        arrival.Admission.Exporter?.Dispose();
        arrival.Admission.Port.RequestClose(reason);
        _orphans.Add((arrival.Sessions, arrival.Slot), arrival.Admission.Port);
    }

    private void Admit(Arrival arrival)
    {
        long now = _clock.UnixNanoseconds;
        AgentSession? session = null;
        RefusalReason reason = IsRevoked(arrival.Admission)
            ? RefusalReason.Revoked
            : _directory.Open(arrival.Admission, now, out session);
        if (reason != RefusalReason.None)
        {
            Refuse(arrival, reason, string.Empty);
            return;
        }

        arrival.Sessions[arrival.Slot] = session;
        Volatile.Write(ref _live, _live + 1);
        _counters.CountOpened();
        Record(AuditEventKind.SessionOpened, arrival.Name, RefusalReason.None, session!.Epoch);
        ShardLog.SessionOpened(_logger, arrival.Name, session.Epoch);
        if (session.Port.TryClaim(FrameKind.Control, WelcomeMessage.WireLength, out RingClaim claim))
        {
            new WelcomeMessage(session.Epoch, session.Agent.Handle, now).Write(claim.Bytes);
            claim.Commit();
            session.Port.Announce();
        }

        if (_saidGoodbye)
        {
            session.Port.RequestClose(RefusalReason.ShuttingDown);
        }
    }

    private void OnPong(AgentSession first, ReadOnlySpan<byte> body)
    {
        PingMessage.TryRead(ControlCode.Pong, body, out PingMessage pong);
        if (!first.IsEnded && _seconds.TakeAnswered(first, pong.Token) is { } second)
        {
            RefuseSecond(second, "second session");
        }
    }

    private int DisplaceUnanswering(long now)
    {
        int displaced = 0;
        while (_seconds.TakeUnanswered(now, out AgentSession? first) is { } second)
        {
            Displace(first!, second, "no answer to a ping");
            displaced++;
        }

        return displaced;
    }

    private void Route(AgentSession sender, ReadOnlySpan<byte> body)
    {
        if (sender.IsEnded)
        {
            // It stood in the ring behind the batch that ended the session.
            return;
        }

        RefusalReason reason = _pipeline.Route(sender, BatchView.WrapValidated(body));
        if (reason == RefusalReason.None)
        {
            return;
        }

        if (reason == RefusalReason.Replayed)
        {
            Record(AuditEventKind.ReplayDetected, sender.Agent.Name.ToString(), reason, sender.Epoch);
        }

        // No honest agent's batch fails as a whole: the session ends here.
        End(sender, reason);
    }

    private void Resolve(AgentSession asker, ReadOnlySpan<byte> body)
    {
        if (asker.IsEnded)
        {
            return;
        }

        ResolveMessage.TryRead(body, out ResolveMessage request);
        AgentEntry? found = _directory.Find(request.Name);
        RefusalReason reason = CheckResolve(asker, request.Name, found);
        if (reason != RefusalReason.None)
        {
            RefuseRequest(asker, reason, request.RequestId);
            return;
        }

        AgentSession session = found!.Session!;
        byte[] credential = session.Admission.Credential;
        int length = DescriptorMessage.WireLength(credential.Length);
        if (!asker.Port.TryClaim(FrameKind.Control, length, out RingClaim claim))
        {
            _counters.CountLostNotices(1);
            return;
        }

        DescriptorMessage.Write(claim.Bytes, request.RequestId, found.Handle, credential);
        claim.Commit();
        asker.Port.Announce();
    }

    private void ForwardSeal(AgentSession sender, ControlCode code, ReadOnlySpan<byte> body)
    {
        if (sender.IsEnded)
        {
            return;
        }

        RefusalReason reason = _seals.Forward(sender, code, body, _clock.MonotonicNanoseconds, out ulong requestId);
        if (reason != RefusalReason.None)
        {
            RefuseRequest(sender, reason, requestId);
        }
    }

    private void RefuseRequest(AgentSession asker, RefusalReason reason, ulong requestId)
    {
        _counters.Count(reason);
        _counters.CountLostNotices(SenderNotices.TryRefuseRequest(asker, reason, requestId) ? 0 : 1);
        asker.Port.Announce();
        if (!asker.TryChargeRefusal(_clock.MonotonicNanoseconds))
        {
            End(asker, RefusalReason.RateLimited);
        }
    }

    // Who may not write to a tier, nor hear from it, learns nothing of who is there.
    private RefusalReason CheckResolve(AgentSession asker, AgentName name, AgentEntry? found)
    {
        if (!_policy.Connects(asker.Identity.Tier, name.Tier))
        {
            return RefusalReason.NotPermittedType;
        }

        return found is null ? RefusalReason.UnknownDestination
            : found.Session is null ? RefusalReason.DestinationUnreachable
            : RefusalReason.None;
    }

    // The bus has let go of the port before it reported the end, so the ring can be released here.
    private void Close(AgentSession?[] sessions, int slot, RefusalReason reason)
    {
        if (_orphans.Remove((sessions, slot), out EgressPort? orphan))
        {
            orphan.Dispose();
            return;
        }

        if (_seconds.TakeDeparted(sessions, slot) is { } departed)
        {
            departed.Admission.Exporter?.Dispose();
            departed.Admission.Port.Dispose();
            return;
        }

        AgentSession session = sessions[slot]!;
        _pipeline.Settle(session);
        sessions[slot] = null;
        AgentDirectory.Close(session);
        session.Admission.Exporter?.Dispose();
        session.Port.Dispose();
        Volatile.Write(ref _live, _live - 1);
        _counters.CountClosed();
        Record(AuditEventKind.SessionClosed, session.Agent.Name.ToString(), reason, session.Epoch);
        ShardLog.SessionClosed(_logger, session.Agent.Name.ToString(), session.Epoch, RefusalReasons.Text(reason));
        if (_seconds.TakeFreed(session) is { } freed)
        {
            Open(freed);
        }
    }

    private void SayGoodbye()
    {
        Span<byte> drain = stackalloc byte[DrainMessage.WireLength];
        DrainMessage.Write(drain);
        foreach (AgentSession? session in _sessions.SelectMany(bus => bus))
        {
            if (session is null)
            {
                continue;
            }

            if (session.Port.TryClaim(FrameKind.Control, drain.Length, out RingClaim claim))
            {
                drain.CopyTo(claim.Bytes);
                claim.Commit();
            }

            session.Port.RequestClose(RefusalReason.ShuttingDown);
        }

        Volatile.Write(ref _saidGoodbye, true);
    }

    private static void End(AgentSession session, RefusalReason reason)
    {
        session.End();
        session.Port.RequestClose(reason);
    }

    // Who gets this far knows the router's public key, which is no secret: it must not be able to fill the log. The bus
    // has counted every refusal.
    private void RecordRefusedPeer(IngressRecord record)
    {
        if (_refusedPeers.TryTake(_clock.MonotonicNanoseconds, out _))
        {
            Record(AuditEventKind.HandshakeRefused, Encoding.UTF8.GetString(record.Body), record.Reason);
        }
    }

    // The bus bounds how many there are, apart from those above: a process without any key must not keep them out.
    private void RecordTurnedAway(IngressRecord record)
    {
        string[] texts = Encoding.UTF8.GetString(record.Body).Split(IngressQueue.Separator);
        Record(AuditEventKind.HandshakeRefused, texts[0], record.Reason, detail: texts[^1]);
    }

    private void Record(
        AuditEventKind kind, string who, RefusalReason reason, uint epoch = 0, string detail = "") =>
        _audit?.TryRecordEvent(new AuditEvent(_clock.UnixNanoseconds, kind, who, reason, detail, 0, epoch));

    // Sessions that were refused after they had proven who they are; their ports wait for the bus to let go of them.
    private readonly Dictionary<(AgentSession?[], int), EgressPort> _orphans = [];
}

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
        _refusedPeers = new TokenBucket(
            RefusedPeersPerSecond, RefusedPeersBurst, options.Clock.MonotonicNanoseconds);
        _audit = audit;
        _counters = counters;
        _clock = options.Clock;
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Name => "router";

    /// <summary>True when draining is over: every session has been told and has gone. Any thread.</summary>
    public bool IsDrained => Volatile.Read(ref _saidGoodbye) && Volatile.Read(ref _live) == 0;

    /// <summary>Once the buses' rings are empty, every session is told that the router goes down.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>Verifies what is left of the last turn; after the thread has stopped.</summary>
    public void Finish() => _pipeline.SettleAll();

    /// <inheritdoc/>
    public int DoWork()
    {
        int work = _pipeline.SettleAll();
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

        if (work == 0 && _isDraining && !_saidGoodbye)
        {
            SayGoodbye();
            work++;
        }

        return work;
    }

    private void Take(AgentSession?[] sessions, IngressQueue ingress, IngressRecord record)
    {
        switch (record.Kind)
        {
            case BusEventKind.Opened:
                Open(sessions, record.Slot, ingress.TakeAdmission());
                break;
            case BusEventKind.Batch when sessions[record.Slot] is { } sender:
                Route(sender, record.Body);
                break;
            case BusEventKind.Resolve when sessions[record.Slot] is { } asker:
                Resolve(asker, record.Body);
                break;
            case BusEventKind.Closed:
                Close(sessions, record.Slot, record.Reason);
                break;
            case BusEventKind.HandshakeRefused:
                RecordRefusedPeer(record);
                break;
        }
    }

    private void Open(AgentSession?[] sessions, int slot, AgentAdmission admission)
    {
        long now = _clock.UnixNanoseconds;
        string name = admission.Identity.Name.ToString();
        RefusalReason reason = _directory.Open(admission, now, out AgentSession? session);
        if (reason != RefusalReason.None)
        {
            Record(AuditEventKind.HandshakeRefused, name, reason);
            ShardLog.SessionRefused(_logger, name, RefusalReasons.Text(reason));
            admission.Port.RequestClose(reason);
            _orphans.Add((sessions, slot), admission.Port);
            return;
        }

        sessions[slot] = session;
        Volatile.Write(ref _live, _live + 1);
        _counters.CountOpened();
        Record(AuditEventKind.SessionOpened, name, RefusalReason.None, session!.Epoch);
        ShardLog.SessionOpened(_logger, name, session.Epoch);
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
            _counters.Count(reason);
            _counters.CountLostNotices(SenderNotices.TryRefuseRequest(asker, reason, request.RequestId) ? 0 : 1);
            asker.Port.Announce();
            if (!asker.TryChargeRefusal(_clock.MonotonicNanoseconds))
            {
                End(asker, RefusalReason.RateLimited);
            }

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

        AgentSession session = sessions[slot]!;
        _pipeline.Settle(session);
        sessions[slot] = null;
        AgentDirectory.Close(session);
        session.Port.Dispose();
        Volatile.Write(ref _live, _live - 1);
        _counters.CountClosed();
        Record(AuditEventKind.SessionClosed, session.Agent.Name.ToString(), reason, session.Epoch);
        ShardLog.SessionClosed(_logger, session.Agent.Name.ToString(), session.Epoch, RefusalReasons.Text(reason));
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

    private void Record(AuditEventKind kind, string who, RefusalReason reason, uint epoch = 0) =>
        _audit?.TryRecordEvent(new AuditEvent(_clock.UnixNanoseconds, kind, who, reason, string.Empty, 0, epoch));

    // Sessions that were refused after they had proven who they are; their ports wait for the bus to let go of them.
    private readonly Dictionary<(AgentSession?[], int), EgressPort> _orphans = [];
}

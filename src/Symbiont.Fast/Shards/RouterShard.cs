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
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Shards;

/// <summary>
/// A share of the router as a duty cycle: takes what the buses bring of its agents, in their order, and turns the
/// pipeline. Owned by one thread, with the routing state of its agents. What they send to another shard's agents it writes
/// into their ports itself.
/// </summary>
internal sealed class RouterShard : IDutyCycle
{
    // One bus's turn; then the others get theirs.
    private const int RecordsPerTurn = 64;

    private readonly int _index;
    private readonly IngressQueue[] _ingress;
    private readonly AgentSession?[][] _sessions;
    private readonly TurnRegister _turns;
    private readonly RetiredPorts _retired;
    private readonly QuietShards _quiet;
    private readonly RoutePipeline _pipeline;
    private readonly RouteCounters _counters;
    private readonly IClock _clock;
    private readonly AgentRequests _requests;
    private readonly long _shutdownTimeout;
    private readonly Revocations _revocations;
    private RevokedSerials _enforced = RevokedSerials.None;
    private readonly SecurityEvents _events;
    private readonly Admissions _admissions;
    private bool _isDraining;
    private bool _isQuiet;
    private bool _saidGoodbye;

    public RouterShard(
        int index, IReadOnlyList<CommunicationBus> buses, RouterOptions options, AgentDirectory directory,
        PolicyTable policy, TurnRegister turns, QuietShards quiet, AuditTrail? audit, RouteCounters counters,
        ILogger logger)
    {
        _index = index;
        _ingress = [.. buses.Select(bus => bus.Shards[index])];
        _turns = turns;
        _quiet = quiet;
        _retired = new RetiredPorts(turns, index);
        _sessions = [.. buses.Select(_ => new AgentSession?[options.MaxSessionsPerBus])];
        _pipeline = new RoutePipeline(
            directory, policy, new RateLimiter(options.RateLimiter, policy), audit, counters, options.TimestampWindows,
            options.FlowControl, options.Clock);
        _requests = new AgentRequests(directory, policy, counters, options.Clock);
        _events = new SecurityEvents(audit, options.Clock);
        _admissions = new Admissions(options, directory, _retired, counters, _events, logger);
        _counters = counters;
        _clock = options.Clock;
        _shutdownTimeout = options.ShutdownTimeout.Ticks * 100;
        _revocations = options.Identity.Revocations;
    }

    /// <inheritdoc/>
    public string Name => "router";

    /// <summary>True when draining is over: every session has been told and has gone. Any thread.</summary>
    public bool IsDrained => Volatile.Read(ref _saidGoodbye) && _admissions.Live == 0;

    /// <summary>How long the thread may sleep: who waits for an answer or a lane has a
    /// deadline, and nobody says when a destination has room again.</summary>
    public int IdleMilliseconds => _pipeline.HasWaiting ? 1 : _admissions.HasDeadlines ? 50 : 1000;

    /// <summary>Once the buses' rings to all shards are empty, every session is told that the router goes down.</summary>
    public void Drain()
    {
        _isDraining = true;
        _pipeline.HoldNoLongerThan(_clock.MonotonicNanoseconds + (_shutdownTimeout / 2));
    }

    /// <summary>
    /// Verifies what is left of the last turn, and releases the ports; after all shards' threads have stopped.
    /// </summary>
    /// <param name="settles">False when a thread has failed: nothing is done any more.</param>
    public void Finish(bool settles)
    {
        if (settles)
        {
            _pipeline.SettleAll();
            _pipeline.FinishHeld();
        }

        foreach (AgentSession? session in _sessions.SelectMany(bus => bus))
        {
            session?.Admission.Exporter?.Dispose();
            session?.Port.Dispose();
        }

        _admissions.ReleaseAll();
        _retired.ReleaseAll();
    }

    /// <inheritdoc/>
    public int DoWork()
    {
        _turns.Begin(_index);
        try
        {
            return Turn() + _retired.Release();
        }
        finally
        {
            _turns.End(_index);
        }
    }

    private int Turn()
    {
        // Before the rings are read: whatever came or answered by then is read below.
        bool isInputOver = _isDraining && !_isQuiet && _quiet.IsInputOver;
        long now = _admissions.HasDeadlines ? _clock.MonotonicNanoseconds : 0;
        int work = _pipeline.SettleAll();
        if (!ReferenceEquals(_enforced, _revocations.Current))
        {
            EndRevoked();
            work++;
        }

        work += _pipeline.HasWaiting ? _pipeline.Resume() : 0;

        for (int bus = 0; bus < _ingress.Length; bus++)
        {
            IngressQueue ingress = _ingress[bus];
            for (int i = 0; i < RecordsPerTurn && ingress.TryPeek(out IngressRecord record); i++)
            {
                Take(_sessions[bus], ingress, record);
                ingress.Release();
                work++;
            }
        }

        work += _admissions.HasDeadlines ? _admissions.Expire(now) : 0;
        if (work == 0 && isInputOver && !_pipeline.HasWaiting)
        {
            _isQuiet = true;
            _quiet.Add();
            work++;
        }

        if (_isQuiet && !_saidGoodbye && _quiet.AreAll)
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
            if (session is { IsEnded: false } && _admissions.IsRevoked(session.Admission))
            {
                _counters.Count(RefusalReason.Revoked);
                session.End(RefusalReason.Revoked);
            }
        }
    }

    private void Take(AgentSession?[] sessions, IngressQueue ingress, IngressRecord record)
    {
        switch (record.Kind)
        {
            case BusEventKind.Opened:
                _admissions.Open(new Arrival(sessions, record.Slot, ingress.TakeAdmission()));
                break;
            case BusEventKind.Batch when sessions[record.Slot] is { } sender:
                Route(sender, record.Body);
                break;
            case BusEventKind.Resolve when sessions[record.Slot] is { } asker:
                _requests.Resolve(asker, record.Body);
                break;
            case BusEventKind.Renewed:
                // Taken in any case: it stands in the queue of admissions. A session that was refused has no entry.
                AgentAdmission renewed = ingress.TakeAdmission();
                sessions[record.Slot]?.Renew(renewed);
                break;
            case BusEventKind.SealRequest when sessions[record.Slot] is { } initiator:
                _requests.ForwardSeal(initiator, ControlCode.SealRequest, record.Body);
                break;
            case BusEventKind.SealAnswer when sessions[record.Slot] is { } responder:
                _requests.ForwardSeal(responder, ControlCode.SealAnswer, record.Body);
                break;
            case BusEventKind.Pong when sessions[record.Slot] is { } pinged:
                _admissions.OnPong(pinged, record.Body);
                break;
            case BusEventKind.Closed:
                Close(sessions, record.Slot, record.Reason);
                break;
            case BusEventKind.HandshakeRefused:
                _events.RecordRefusedPeer(record.Body, record.Reason);
                break;
            case BusEventKind.TurnedAway:
                _events.RecordTurnedAway(record.Body, record.Reason);
                break;
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
            _events.Record(AuditEventKind.ReplayDetected, sender.Agent.Name.ToString(), reason, sender.Epoch);
        }

        // No honest agent's batch fails as a whole: the session ends here.
        sender.End(reason);
    }

    private void Close(AgentSession?[] sessions, int slot, RefusalReason reason)
    {
        if (_admissions.TryForget(sessions, slot))
        {
            return;
        }

        AgentSession lane = sessions[slot]!;
        _pipeline.Settle(lane);
        sessions[slot] = null;
        _admissions.Close(lane, reason);
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

            if (session.Port.TryClaim(FrameKind.Control, drain.Length, out SharedRingClaim claim))
            {
                drain.CopyTo(claim.Bytes);
                claim.Commit();
            }

            session.Port.RequestClose(RefusalReason.ShuttingDown);
        }

        _admissions.CloseDoors();
        Volatile.Write(ref _saidGoodbye, true);
    }
}

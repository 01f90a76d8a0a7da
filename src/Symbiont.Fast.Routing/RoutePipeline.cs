using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Routing.Sealing;

namespace Symbiont.Fast.Routing;

/// <summary>
/// Steps 4 to 7 of the message flow, for one batch at a time. Owned by its shard's thread.
/// <code>
/// Route         batch → authentication → signature, now or after all this → each run
/// Judge         destination → timestamp → clearance → capability → policy → rate, for each message of a run
/// Settle        audit takes the verdicts, room at the destination is claimed, the run is written
/// Tell          refusals and receipts to the sender
/// </code>
/// </summary>
public sealed class RoutePipeline
{
    private readonly BatchAuthentication _authentication = new();
    private readonly SignatureCheck _signatures;
    private readonly RouteVerdict[] _verdicts = new RouteVerdict[WireLimits.MaxBatchMessages];
    private readonly AgentDirectory _directory;
    private readonly PolicyTable _policy;
    private readonly RateLimiter _limiter;
    private readonly AuditTrail? _audit;
    private readonly RouteCounters _counters;
    private readonly TimestampWindows _windows;
    private readonly IClock _clock;

    /// <summary>Puts the steps together.</summary>
    /// <param name="directory">The agents.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="limiter">The rate limits' state.</param>
    /// <param name="audit">
    /// Takes the verdicts; null only where no rule asks for audit and the operator wants no log.
    /// </param>
    /// <param name="counters">Counts the verdicts.</param>
    /// <param name="windows">How far timestamps may be off.</param>
    /// <param name="clock">The router's clock.</param>
    public RoutePipeline(
        AgentDirectory directory, PolicyTable policy, RateLimiter limiter, AuditTrail? audit, RouteCounters counters,
        TimestampWindows windows, IClock clock)
    {
        _directory = directory;
        _policy = policy;
        _limiter = limiter;
        _audit = audit;
        _counters = counters;
        _windows = windows;
        _clock = clock;
        _signatures = new SignatureCheck(_authentication, directory, policy, limiter, audit, counters, clock);
    }

    /// <summary>Verifies the batches that were forwarded ahead of it; returns how many. Call it at every turn.</summary>
    public int SettleAll() => _signatures.SettleAll();

    /// <summary>The same for one session, which is about to be closed.</summary>
    public void Settle(AgentSession session) => _signatures.Settle(session);

    /// <summary>Routes a well-formed batch.</summary>
    /// <param name="sender">The session it came in on.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>
    /// <see cref="RefusalReason.None"/>, whatever became of the single messages; or the reason to close the session:
    /// the batch as a whole is not authentic, or the session causes more refusals than can be borne (<see
    /// cref="RefusalReason.RateLimited"/>).
    /// </returns>
    public RefusalReason Route(AgentSession sender, BatchView batch)
    {
        _signatures.Settle(sender);
        if (sender.IsEnded)
        {
            return RefusalReason.None;
        }

        long now = _clock.UnixNanoseconds;
        RouteVerdict ofBatch = Authenticate(sender, batch, now, out bool isNext);

        // Read once a batch: reading a clock costs as much as the rest of a message's verdict. The limits see a time that
        // is a little old, which never gives a sender more.
        long monotonicNow = _clock.MonotonicNanoseconds;
        int message = 0;
        int index = 0;
        foreach (RunView run in batch.Runs)
        {
            int count = run.Header.MessageCount;
            Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, count);
            AgentEntry? destination = _directory.Find(run.Header.Destination);

            // Once for the whole run: another shard may take the session away meanwhile.
            AgentSession? lane = destination?.Toward(sender.Agent.Handle);
            if (ofBatch.IsAccepted)
            {
                Judge(sender, lane, batch, run, (now, monotonicNow), verdicts);
            }
            else
            {
                verdicts.Fill(ofBatch);
            }

            Settle(sender, (destination, lane), batch, new RunPlace(index, message, now), run, verdicts);
            bool bearable = Tell(sender, run, verdicts, monotonicNow);
            if (!bearable && isNext)
            {
                return RefusalReason.RateLimited;
            }

            message += count;
            index++;
        }

        return isNext ? RefusalReason.None : ofBatch.Reason;
    }

    // A batch that its sender has no verification left for is refused unverified, but it is the session's: the link is
    // authentic. So the chain moves on and the session lives.
    private RouteVerdict Authenticate(AgentSession sender, BatchView batch, long now, out bool isNext)
    {
        RefusalReason reason = _authentication.Check(sender, batch, _directory, now);
        long retryAfter = 0;
        isNext = false;
        if (reason == RefusalReason.None)
        {
            reason = _signatures.Check(sender, batch, out retryAfter);
            isNext = reason != RefusalReason.SignatureInvalid;
        }

        if (isNext)
        {
            // An unsigned batch has no root, and the next signed one follows the last signed one.
            ReadOnlySpan<byte> root = batch.Header.Suite == SignatureSuite.None
                ? sender.PreviousRoot
                : _authentication.Root;
            sender.Advance(batch.Header.MessageCount, root);
        }

        return new RouteVerdict(reason, RouteVerdict.NoRule, Milliseconds(retryAfter));
    }

    private void Judge(
        AgentSession sender, AgentSession? destination, BatchView batch, RunView run, (long Unix, long Monotonic) now,
        Span<RouteVerdict> verdicts)
    {
        if (destination is null || now.Unix >= destination.Admission.NotAfter)
        {
            verdicts.Fill(RouteVerdict.Refused(RefusalReason.DestinationUnreachable));
            return;
        }

        int index = 0;
        bool toldSealOver = false;
        foreach (MessageView message in run.Messages)
        {
            var context = new MessageContext
            {
                Header = message.Header,
                FlagData = message.FlagData,
                Sender = sender,
                Destination = destination,
                IsSigned = batch.Header.Suite != SignatureSuite.None,
                Now = now.Unix,
                MonotonicNow = now.Monotonic,
            };
            verdicts[index++] = Judge(context);
            if (!toldSealOver && !SealCheck.IsForLiveSession(context))
            {
                toldSealOver = true;
                _counters.CountLostNotices(SealForwarding.TryTellOver(context) ? 0 : 1);
            }
        }
    }

    private RouteVerdict Judge(in MessageContext message)
    {
        if (!SealCheck.IsForLiveSession(message))
        {
            return RouteVerdict.Refused(RefusalReason.DestinationUnreachable);
        }

        RefusalReason reason = TimestampCheck.Check(message, _windows);
        if (reason == RefusalReason.None)
        {
            reason = ClearanceCheck.Check(message);
        }

        if (reason == RefusalReason.None)
        {
            reason = CapabilityCheck.Check(message);
        }

        if (reason != RefusalReason.None)
        {
            return RouteVerdict.Refused(reason);
        }

        reason = PolicyCheck.Check(message, _policy, out int rule);
        long retryAfter = 0;
        if (reason == RefusalReason.None)
        {
            reason = _limiter.Charge(message.Sender.Agent.Handle, rule, message.MonotonicNow, out retryAfter);
        }

        return new RouteVerdict(reason, rule, Milliseconds(retryAfter));
    }

    // Rounded up: who waits so long finds room.
    private static uint Milliseconds(long nanoseconds)
    {
        const long NanosecondsPerMillisecond = 1_000_000;
        long whole = nanoseconds / NanosecondsPerMillisecond;
        long milliseconds = nanoseconds % NanosecondsPerMillisecond == 0 ? whole : whole + 1;
        return (uint)Math.Min(milliseconds, uint.MaxValue);
    }

    // Audit before delivery: room in the log is claimed first, so nothing is delivered that could not be recorded.
    private void Settle(
        AgentSession sender, (AgentEntry? Agent, AgentSession? Lane) destination, BatchView batch, RunPlace place,
        RunView run, Span<RouteVerdict> verdicts)
    {
        AuditRunClaim record = default;
        bool audited = _audit is not null && WantsAudit(verdicts);
        if (audited && !TryBeginRecord(sender, destination.Agent, place, run, out record))
        {
            audited = false;
            RefuseAccepted(verdicts, RefusalReason.Internal);
        }

        SharedRingClaim room = default;
        Span<byte> path = stackalloc byte[WireLimits.MaxPath * 32];
        bool delivers = HasAccepted(verdicts);
        if (delivers)
        {
            path = path[..(_authentication.Path(place.RunIndex, path) * 32)];
            int size = RunDelivery.Size(batch, run, verdicts, path.Length / 32);
            RefusalReason reason = RunDelivery.TryClaim(sender, destination.Lane!, size, out room);
            if (reason != RefusalReason.None)
            {
                RefuseAccepted(verdicts, reason);
                delivers = false;
            }
        }

        if (audited)
        {
            FillRecord(ref record, batch, place, run, verdicts);
        }

        if (delivers)
        {
            RunDelivery.Write(
                room.Bytes, batch, run, verdicts, place.RunIndex, path, _authentication, place.FirstMessage);
            room.Commit();
            destination.Lane!.Port.Announce();
            _counters.CountRun();
        }
    }

    // False when the session has caused too many refusals.
    private bool Tell(AgentSession sender, RunView run, ReadOnlySpan<RouteVerdict> verdicts, long now)
    {
        bool bearable = true;
        foreach (RouteVerdict verdict in verdicts)
        {
            _counters.Count(verdict.Reason);
            bearable &= verdict.IsAccepted || sender.TryChargeRefusal(now);
        }

        int lost = SenderNotices.Send(sender, run, verdicts, _policy);
        if (lost > 0)
        {
            _counters.CountLostNotices(lost);
        }

        return bearable;
    }

    private bool WantsAudit(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            if (!verdict.IsAccepted || _policy.Rule(verdict.RuleIndex).AuditLogging)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryBeginRecord(
        AgentSession sender, AgentEntry? destination, RunPlace place, RunView run, out AuditRunClaim record)
    {
        RunHeader header = run.Header;
        var about = new AuditRunHeader
        {
            Time = place.Now,
            Policy = _policy,
            SenderHandle = sender.Agent.Handle,
            Sender = sender.Agent.Name,
            SenderKeyId = sender.Admission.SigningKey.KeyId,
            SenderEpoch = sender.Epoch,
            DestinationKind = header.DestinationKind,
            DestinationHandle = header.Destination,
            Destination = destination?.Name,
            FirstSequence = header.FirstSequence,
            RunNumber = header.RunNumber,
            BatchRoot = _authentication.Root,
            MessageCount = header.MessageCount,
        };
        return _audit!.TryBeginRun(about, out record);
    }

    private void FillRecord(
        ref AuditRunClaim record, BatchView batch, RunPlace place, RunView run, ReadOnlySpan<RouteVerdict> verdicts)
    {
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            MessageHeader header = message.Header;
            RouteVerdict verdict = verdicts[index];
            record.Add(
                verdict.Reason, verdict.RuleIndex, header.Type, header.Level, header.PayloadLength,
                _authentication.Leaf(batch, place.FirstMessage + index));
            index++;
        }

        record.Commit();
    }

    private static bool HasAccepted(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted)
            {
                return true;
            }
        }

        return false;
    }

    private static void RefuseAccepted(Span<RouteVerdict> verdicts, RefusalReason reason)
    {
        foreach (ref RouteVerdict verdict in verdicts)
        {
            if (verdict.IsAccepted)
            {
                verdict = verdict with { Reason = reason };
            }
        }
    }

    /// <summary>Where a run stands in its batch, and the time of the decision.</summary>
    private readonly record struct RunPlace(int RunIndex, int FirstMessage, long Now);
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Routing;

/// <summary>
/// Steps 4 to 7 of the message flow, for one batch at a time. Owned by its shard's thread.
/// <code>
/// Route         batch → authentication → signature, now or after all this → each run
/// Judge         destination → timestamp → clearance → capability → policy → rate, for each message of a run
/// Settle        audit takes the verdicts, room at the destination is claimed, the run is written, or it waits
/// Tell          refusals and receipts to the sender
/// </code>
/// </summary>
public sealed class RoutePipeline
{
    private readonly BatchAuthentication _authentication = new();
    private readonly SignatureCheck _signatures;
    private readonly RouteVerdict[] _verdicts = new RouteVerdict[WireLimits.MaxBatchMessages];
    private readonly AgentDirectory _directory;
    private readonly RunJudge _judge;
    private readonly RunSettlement _settlement;
    private readonly HeldSenders _held;
    private readonly HeldRouting _resuming;
    private readonly RouteCounters _counters;
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
    /// <param name="flow">The limits of waiting for a destination.</param>
    /// <param name="clock">The router's clock.</param>
    public RoutePipeline(
        AgentDirectory directory, PolicyTable policy, RateLimiter limiter, AuditTrail? audit, RouteCounters counters,
        TimestampWindows windows, FlowControlOptions flow, IClock clock)
    {
        _directory = directory;
        _counters = counters;
        _clock = clock;
        _held = new HeldSenders(flow);
        _judge = new RunJudge(policy, limiter, counters, windows);
        _settlement = new RunSettlement(_authentication, policy, audit, counters);
        _signatures = new SignatureCheck(_authentication, directory, policy, limiter, audit, counters, clock);
        _resuming = new HeldRouting(_held, _authentication, _signatures, _judge, _settlement, directory, clock);
    }

    /// <summary>True when senders wait for room at a destination: turn <see cref="Resume"/>.</summary>
    public bool HasWaiting => _held.Count > 0;

    /// <summary>Verifies the batches that were forwarded ahead of it; returns how many. Call it at every turn.</summary>
    public int SettleAll() => _signatures.SettleAll();

    /// <summary>
    /// The same for one session, which is about to be closed. What it has waiting is delivered where there is room, else
    /// refused.
    /// </summary>
    public void Settle(AgentSession session)
    {
        _signatures.Settle(session);
        _resuming.Finish(session);
    }

    /// <summary>Delivers what has room of all that waits, and refuses the rest; when nobody will make room any more.</summary>
    public void FinishHeld() => _resuming.FinishAll();

    /// <summary>From then on nothing waits any more, whatever its own limit; monotonic nanoseconds.</summary>
    public void HoldNoLongerThan(long end) => _held.End = end;

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

        // Read once a batch: reading a clock costs as much as the rest of a message's verdict. The limits see a time that
        // is a little old, which never gives a sender more.
        (long Unix, long Monotonic) now = (_clock.UnixNanoseconds, _clock.MonotonicNanoseconds);
        RouteVerdict ofBatch = Authenticate(sender, batch, now.Unix, out bool isNext);
        if (sender.IsHeld && ofBatch.IsAccepted)
        {
            if (_held.HasRoom(batch))
            {
                _held.Hold(sender, batch, default, now);
                _counters.CountHeld();
                return RefusalReason.None;
            }

            ofBatch = RouteVerdict.Refused(RefusalReason.DestinationOverloaded);
        }

        return RouteRuns(sender, batch, ofBatch, isNext, now);
    }

    /// <summary>Goes on with what waits, as far as there is room now; returns how many batches were dealt with.</summary>
    public int Resume() => _resuming.Resume();

    private RefusalReason RouteRuns(
        AgentSession sender, BatchView batch, RouteVerdict ofBatch, bool isNext, (long Unix, long Monotonic) now)
    {
        var position = default(RunPosition);
        foreach (RunView run in batch.Runs)
        {
            Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, run.Header.MessageCount);
            RunRoute route = RunRoute.Find(_directory, sender, run);
            if (ofBatch.IsAccepted)
            {
                _judge.Judge(route, batch, run, now.Unix, now, verdicts);
            }
            else
            {
                verdicts.Fill(ofBatch);
            }

            bool yields = route.Lane is { IsAwaited: true };
            var place = new RunPlace(position, now.Unix);
            int needs = _settlement.Settle(route, batch, place, run, verdicts, _held.HasRoom(batch), yields);
            if (needs > 0)
            {
                _held.Hold(sender, batch, position, now).Wait(route, needs, verdicts);
                _counters.CountHeld();
                return RefusalReason.None;
            }

            bool bearable = _settlement.Tell(sender, run, verdicts, now.Monotonic);
            if (!bearable && isNext)
            {
                // Its session ends here, but the rest of the batch is its own too, and is in the log.
                ofBatch = RouteVerdict.Refused(RefusalReason.RateLimited);
                isNext = false;
            }

            position = position.Behind(run);
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

        return new RouteVerdict(reason, RouteVerdict.NoRule, RouteVerdict.Milliseconds(retryAfter));
    }
}

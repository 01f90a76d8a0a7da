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
/// Route         credit → batch → authentication → signature, now or after all this → each run
/// Judge         destination → timestamp → clearance → capability → policy → rate, for each message of a run
/// Settle        audit takes the verdicts, room at the destination is claimed, the run is written, or it waits
/// Tell          refusals and receipts to the sender, and credit once its batch is dealt with
/// </code>
/// </summary>
public sealed class RoutePipeline
{
    // A sender that has waited gets so many batches a turn; then the others get theirs.
    private const int ResumedPerTurn = 16;

    private readonly BatchAuthentication _authentication = new();
    private readonly SignatureCheck _signatures;
    private readonly RouteVerdict[] _verdicts = new RouteVerdict[WireLimits.MaxBatchMessages];
    private readonly CreditGrants _grants = new();
    private readonly AgentDirectory _directory;
    private readonly RunJudge _judge;
    private readonly RunSettlement _settlement;
    private readonly HeldSenders _held;
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
    }

    /// <summary>True when senders wait, for room at a destination or for credit: turn <see cref="Resume"/>.</summary>
    public bool HasWaiting => _held.Count > 0 || _grants.AreOwed;

    /// <summary>Verifies the batches that were forwarded ahead of it; returns how many. Call it at every turn.</summary>
    public int SettleAll() => _signatures.SettleAll();

    /// <summary>
    /// The same for one session, which is about to be closed; and what it has waiting is refused.
    /// </summary>
    public void Settle(AgentSession session)
    {
        _signatures.Settle(session);
        RefuseHeld(session);
    }

    /// <summary>Refuses all that waits; when nobody will make room any more.</summary>
    public void RefuseAllHeld()
    {
        while (_held.Count > 0)
        {
            RefuseHeld(_held[_held.Count - 1]);
        }
    }

    /// <summary>Routes a well-formed batch.</summary>
    /// <param name="sender">The session it came in on.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>
    /// <see cref="RefusalReason.None"/>, whatever became of the single messages; or the reason to close the session:
    /// the batch as a whole is not authentic, or the session causes more refusals than can be borne or sends more than it
    /// has credit for (<see cref="RefusalReason.RateLimited"/>).
    /// </returns>
    public RefusalReason Route(AgentSession sender, BatchView batch)
    {
        _signatures.Settle(sender);
        if (sender.IsEnded)
        {
            return RefusalReason.None;
        }

        if (!sender.Credit.TryTake(batch.Bytes.Length))
        {
            _counters.CountCreditExceeded();
            return RefusalReason.RateLimited;
        }

        // Read once a batch: reading a clock costs as much as the rest of a message's verdict. The limits see a time that
        // is a little old, which never gives a sender more.
        (long Unix, long Monotonic) now = (_clock.UnixNanoseconds, _clock.MonotonicNanoseconds);
        RouteVerdict ofBatch = Authenticate(sender, batch, now.Unix, out bool isNext);
        if (sender.IsHeld && ofBatch.IsAccepted)
        {
            if (_held.HasRoom(batch.Bytes.Length))
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
    public int Resume()
    {
        int resumed = _grants.Retry();
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            AgentSession sender = _held[i];
            for (int batches = 0; batches < ResumedPerTurn && sender.IsHeld && TryResume(sender); batches++)
            {
                resumed++;
            }
        }

        return resumed;
    }

    private RefusalReason RouteRuns(
        AgentSession sender, BatchView batch, RouteVerdict ofBatch, bool isNext, (long Unix, long Monotonic) now)
    {
        var position = default(RunPosition);
        foreach (RunView run in batch.Runs)
        {
            int count = run.Header.MessageCount;
            Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, count);
            RunRoute route = Find(sender, run);
            if (ofBatch.IsAccepted)
            {
                _judge.Judge(sender, route.Lane, batch, run, now, verdicts);
            }
            else
            {
                verdicts.Fill(ofBatch);
            }

            bool mayHold = _held.HasRoom(batch.Bytes.Length);
            int needs = _settlement.Settle(route, batch, new RunPlace(position, now.Unix), run, verdicts, mayHold);
            if (needs > 0)
            {
                _held.Hold(sender, batch, position, now).Wait(route.Lane!, needs, verdicts);
                _counters.CountHeld();
                return RefusalReason.None;
            }

            bool bearable = _settlement.Tell(sender, run, verdicts, now.Monotonic);
            if (!bearable && isNext)
            {
                return RefusalReason.RateLimited;
            }

            position = new RunPosition(position.Run + 1, position.Message + count);
        }

        _grants.Release(sender, batch.Bytes.Length);
        return isNext ? RefusalReason.None : ofBatch.Reason;
    }

    // True when the sender's oldest batch is dealt with; false when it goes on waiting.
    private bool TryResume(AgentSession sender)
    {
        _signatures.Settle(sender);
        if (sender.IsEnded)
        {
            RefuseHeld(sender);
            return true;
        }

        HeldBatch held = sender.Held!.Peek();
        long monotonicNow = _clock.MonotonicNanoseconds;
        bool isOver = monotonicNow >= held.Deadline;
        bool isStuck = held.JudgedFor is { IsEnded: false } lane && !lane.Port.HasRoom(held.Needs);
        if (isStuck && !isOver)
        {
            return false;
        }

        BatchView batch = held.View;
        _authentication.Rehash(batch, _directory);
        int index = 0;
        foreach (RunView run in batch.Runs)
        {
            if (index++ < held.Next.Run)
            {
                continue;
            }

            if (!TrySettle(sender, held, run, (_clock.UnixNanoseconds, monotonicNow), mayHold: !isOver))
            {
                return false;
            }
        }

        int length = held.Length;
        _held.Release(sender);
        _grants.Release(sender, length);
        return true;
    }

    private bool TrySettle(
        AgentSession sender, HeldBatch held, RunView run, (long Unix, long Monotonic) now, bool mayHold)
    {
        int count = run.Header.MessageCount;
        Span<RouteVerdict> verdicts = held.Verdicts[..count];
        RunRoute route = Find(sender, run);
        if (held.JudgedFor is null)
        {
            _judge.Judge(sender, route.Lane, held.View, run, (held.Arrived, now.Monotonic), verdicts);
        }
        else if (route.Lane != held.JudgedFor)
        {
            // Whoever has come since then was not judged, and a seal would not be for it.
            RunSettlement.RefuseAccepted(verdicts, RefusalReason.DestinationUnreachable);
        }

        RunJudge.RefuseExpired(run, verdicts, now.Unix);
        int needs = _settlement.Settle(
            route, held.View, new RunPlace(held.Next, now.Unix), run, verdicts, mayHold);
        if (needs > 0)
        {
            held.Wait(route.Lane!, needs, verdicts);
            return false;
        }

        bool bearable = _settlement.Tell(sender, run, verdicts, now.Monotonic);
        held.Advance(new RunPosition(held.Next.Run + 1, held.Next.Message + count));
        if (!bearable)
        {
            sender.End(RefusalReason.RateLimited);
        }

        return true;
    }

    // The sender's session is over: nobody is told, but the log and the counters have it.
    private void RefuseHeld(AgentSession sender)
    {
        while (sender.IsHeld)
        {
            HeldBatch held = sender.Held!.Peek();
            BatchView batch = held.View;
            _authentication.Rehash(batch, _directory);
            int index = 0;
            foreach (RunView run in batch.Runs)
            {
                if (index++ < held.Next.Run)
                {
                    continue;
                }

                Span<RouteVerdict> verdicts = held.Verdicts[..run.Header.MessageCount];
                if (held.JudgedFor is null)
                {
                    verdicts.Fill(RouteVerdict.Refused(RefusalReason.DestinationOverloaded));
                }

                RunSettlement.RefuseAccepted(verdicts, RefusalReason.DestinationOverloaded);
                var place = new RunPlace(held.Next, _clock.UnixNanoseconds);
                _settlement.Settle(Find(sender, run), batch, place, run, verdicts, mayHold: false);
                _settlement.Count(verdicts);
                held.Advance(new RunPosition(held.Next.Run + 1, held.Next.Message + verdicts.Length));
            }

            _held.Release(sender);
        }
    }

    // Once for a whole run: another shard may take the session away meanwhile.
    private RunRoute Find(AgentSession sender, RunView run)
    {
        AgentEntry? destination = _directory.Find(run.Header.Destination);
        return new RunRoute(sender, destination, destination?.Toward(sender.Agent.Handle));
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

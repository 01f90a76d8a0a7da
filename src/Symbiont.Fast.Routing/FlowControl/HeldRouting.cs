using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// Goes on with batches that wait for room at a destination, in the order in which their senders began to wait for it.
/// Among a shard's senders, whoever waits gets the room before those that come later. Owned by the senders' shard.
/// </summary>
internal sealed class HeldRouting(
    HeldSenders held, BatchAuthentication authentication, SignatureCheck signatures, RunJudge judge,
    RunSettlement settlement, AgentDirectory directory, IClock clock)
{
    // What all together get in a turn, and one sender of it; then what has just come gets its turn.
    private const int BatchesPerTurn = 64;
    private const int BatchesPerSender = 16;

    private readonly RouteVerdict[] _verdicts = new RouteVerdict[WireLimits.MaxBatchMessages];
    private readonly HashSet<AgentSession> _full = [];
    private int _settled;

    /// <summary>Goes on with what there is room for now; returns how many runs were dealt with.</summary>
    public int Resume()
    {
        _full.Clear();
        int before = _settled;
        int batches = 0;
        for (int i = 0; i < held.Count && batches < BatchesPerTurn;)
        {
            AgentSession sender = held[i];
            int ofSender = 0;
            while (sender.IsHeld && ofSender < BatchesPerSender && TryResume(sender, mayHold: true))
            {
                ofSender++;
            }

            // One that waits no more has left the list, and one that waits for another destination stands at its end.
            i += i < held.Count && held[i] == sender ? 1 : 0;
            batches += ofSender;
        }

        return _settled - before;
    }

    /// <summary>Delivers what has room now and refuses the rest, of everybody.</summary>
    public void FinishAll()
    {
        while (held.Count > 0)
        {
            Finish(held[0]);
        }
    }

    /// <summary>
    /// A sender leaves: what has room now is delivered, and the rest is refused. Of one whose session the router has ended
    /// nothing is delivered.
    /// </summary>
    public void Finish(AgentSession sender)
    {
        while (sender.IsHeld)
        {
            TryResume(sender, mayHold: false);
        }
    }

    // Nobody is told, but the log and the counters have it.
    private void Refuse(AgentSession sender)
    {
        HeldBatch batch = sender.Held!.Peek();
        BatchView view = batch.View;
        authentication.Rehash(view, directory);
        foreach (RunView run in From(view, batch.Next.Run))
        {
            Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, run.Header.MessageCount);
            if (!batch.TryGetVerdicts(verdicts))
            {
                verdicts.Fill(RouteVerdict.Refused(sender.EndedFor));
            }

            RunSettlement.RefuseAccepted(verdicts, sender.EndedFor);
            RunRoute route = RunRoute.Find(directory, sender, run);
            settlement.Settle(
                route, view, new RunPlace(batch.Next, clock.UnixNanoseconds), run, verdicts, false, false);
            settlement.Count(verdicts);
            batch.Advance(batch.Next.Behind(run));
            _settled++;
        }

        held.Release(sender);
    }

    private static RunCursor From(BatchView batch, int run)
    {
        RunCursor runs = batch.Runs;
        for (int skipped = 0; skipped < run; skipped++)
        {
            runs.MoveNext();
        }

        return runs;
    }

    // True when the sender's oldest batch is dealt with; false when it goes on waiting.
    private bool TryResume(AgentSession sender, bool mayHold)
    {
        signatures.Settle(sender);
        if (sender.IsEnded)
        {
            Refuse(sender);
            return true;
        }

        HeldBatch batch = sender.Held!.Peek();
        long monotonicNow = clock.MonotonicNanoseconds;
        bool isOver = monotonicNow >= Math.Min(batch.Deadline, held.End);
        if (mayHold && !isOver && batch.AwaitedLane is { IsEnded: false } lane
            && (_full.Contains(lane) || !lane.Port.HasRoom(batch.Needs)))
        {
            _full.Add(lane);
            return false;
        }

        BatchView view = batch.View;
        authentication.Rehash(view, directory);
        foreach (RunView run in From(view, batch.Next.Run))
        {
            if (!TrySettle(sender, batch, run, (clock.UnixNanoseconds, monotonicNow), mayHold && !isOver))
            {
                return false;
            }

            if (sender.IsEnded)
            {
                Refuse(sender);
                return true;
            }
        }

        held.Release(sender);
        return true;
    }

    private bool TrySettle(
        AgentSession sender, HeldBatch batch, RunView run, (long Unix, long Monotonic) now, bool mayHold)
    {
        Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, run.Header.MessageCount);
        RunRoute route = RunRoute.Find(directory, sender, run);
        bool isNew = !batch.TryGetVerdicts(verdicts);
        if (isNew)
        {
            judge.Judge(route, batch.View, run, batch.Arrived, now, verdicts);
        }
        else if (route.Lane != batch.AwaitedLane)
        {
            // Whoever has come since then was not judged, and a seal would not be for it.
            RunSettlement.RefuseAccepted(verdicts, RefusalReason.DestinationUnreachable);
        }
        else if (!batch.IsCurrent(route))
        {
            judge.Rejudge(route, batch.View, run, batch.Arrived, verdicts);
        }

        RunJudge.RefuseStale(route, run, verdicts, now.Unix);
        var place = new RunPlace(batch.Next, now.Unix);
        bool yields = isNew && route.Lane is { IsAwaited: true };
        int needs = settlement.Settle(route, batch.View, place, run, verdicts, mayHold, yields);
        if (needs > 0)
        {
            batch.Wait(route, needs, verdicts);
            if (isNew)
            {
                held.MoveBack(sender);
            }
            else
            {
                _full.Add(route.Lane!);
            }

            return false;
        }

        batch.Advance(batch.Next.Behind(run));
        _settled++;
        if (!settlement.Tell(sender, run, verdicts, now.Monotonic))
        {
            sender.End(RefusalReason.RateLimited);
        }

        return true;
    }
}

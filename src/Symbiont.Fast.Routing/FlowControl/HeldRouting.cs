using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// Goes on with batches that wait for room at a destination, in the order in which their senders began to wait. Whoever
/// waits for a destination gets its room before those that come later. Owned by the senders' shard.
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

    /// <summary>Goes on with what there is room for now; returns how many batches were dealt with.</summary>
    public int Resume()
    {
        _full.Clear();
        int resumed = 0;
        for (int i = 0; i < held.Count && resumed < BatchesPerTurn;)
        {
            AgentSession sender = held[i];
            int batches = 0;
            while (sender.IsHeld && batches < BatchesPerSender && TryResume(sender))
            {
                batches++;
            }

            // One that waits no more has left the list.
            i += sender.IsHeld ? 1 : 0;
            resumed += batches;
        }

        return resumed;
    }

    /// <summary>Refuses all that waits.</summary>
    public void RefuseAll()
    {
        while (held.Count > 0)
        {
            Refuse(held[0]);
        }
    }

    /// <summary>
    /// Refuses what a sender has waiting, whose session is over: nobody is told, but the log and the counters have it.
    /// </summary>
    public void Refuse(AgentSession sender)
    {
        RefusalReason reason = sender.EndedFor == RefusalReason.None
            ? RefusalReason.DestinationOverloaded
            : sender.EndedFor;
        while (sender.IsHeld)
        {
            HeldBatch batch = sender.Held!.Peek();
            BatchView view = batch.View;
            authentication.Rehash(view, directory);
            RunPosition next = batch.Next;
            foreach (RunView run in From(view, next.Run))
            {
                Span<RouteVerdict> verdicts = _verdicts.AsSpan(0, run.Header.MessageCount);
                RunRoute route = RunRoute.Find(directory, sender, run);
                if (next != batch.Next || !batch.TryGetVerdicts(route, verdicts))
                {
                    verdicts.Fill(RouteVerdict.Refused(reason));
                }

                RunSettlement.RefuseAccepted(verdicts, reason);
                settlement.Settle(route, view, new RunPlace(next, clock.UnixNanoseconds), run, verdicts, false, false);
                settlement.Count(verdicts);
                next = next.Behind(run);
            }

            held.Release(sender);
        }
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
    private bool TryResume(AgentSession sender)
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
        if (!isOver && batch.AwaitedLane is { IsEnded: false } lane
            && (_full.Contains(lane) || !lane.Port.HasRoom(batch.Needs)))
        {
            _full.Add(lane);
            return false;
        }

        BatchView view = batch.View;
        authentication.Rehash(view, directory);
        foreach (RunView run in From(view, batch.Next.Run))
        {
            if (!TrySettle(sender, batch, run, (clock.UnixNanoseconds, monotonicNow), mayHold: !isOver))
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
        bool isNew = batch.AwaitedLane is null;
        if (batch.AwaitedLane is { } awaited && route.Lane != awaited)
        {
            // Whoever has come since then was not judged, and a seal would not be for it.
            verdicts.Fill(RouteVerdict.Refused(RefusalReason.DestinationUnreachable));
        }
        else if (!batch.TryGetVerdicts(route, verdicts))
        {
            judge.Judge(route, batch.View, run, batch.Arrived, now, verdicts);
        }

        RunJudge.RefuseStale(route, run, verdicts, now.Unix);
        var place = new RunPlace(batch.Next, now.Unix);
        bool yields = isNew && route.Lane is { IsAwaited: true };
        int needs = settlement.Settle(route, batch.View, place, run, verdicts, mayHold, yields);
        if (needs > 0)
        {
            batch.Wait(route, needs, verdicts);
            _full.Add(route.Lane!);
            return false;
        }

        batch.Advance(batch.Next.Behind(run));
        if (!settlement.Tell(sender, run, verdicts, now.Monotonic))
        {
            sender.End(RefusalReason.RateLimited);
        }

        return true;
    }
}

using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Routing.Sealing;

namespace Symbiont.Fast.Routing;

/// <summary>
/// Steps 4 to 6 of the message flow for each message of an authentic run: destination, timestamp, clearance, capability,
/// policy, rate. Owned by its shard's thread.
/// </summary>
internal sealed class RunJudge(
    PolicyTable policy, RateLimiter limiter, RouteCounters counters, TimestampWindows windows)
{
    /// <summary>Judges each message of a run, and charges its sender for it.</summary>
    /// <param name="route">Between whom.</param>
    /// <param name="batch">Its batch, which is authentic.</param>
    /// <param name="run">The run.</param>
    /// <param name="arrived">When it came, in nanoseconds since 1970 UTC: timestamps are judged by that.</param>
    /// <param name="now">Nanoseconds since 1970 UTC, and monotonic.</param>
    /// <param name="verdicts">Takes a verdict for each message.</param>
    public void Judge(
        RunRoute route, BatchView batch, RunView run, long arrived, (long Unix, long Monotonic) now,
        Span<RouteVerdict> verdicts)
    {
        if (route.Lane is null || now.Unix >= route.Lane.Admission.NotAfter)
        {
            verdicts.Fill(RouteVerdict.Refused(RefusalReason.DestinationUnreachable));
            return;
        }

        int index = 0;
        bool toldSealOver = false;
        foreach (MessageView message in run.Messages)
        {
            MessageContext context = Context(route, batch, message, (arrived, now.Monotonic));
            verdicts[index++] = Judge(context);
            if (!toldSealOver && !SealCheck.IsForLiveSession(context))
            {
                toldSealOver = true;
                counters.CountLostNotices(SealForwarding.TryTellOver(context) ? 0 : 1);
            }
        }
    }

    /// <summary>
    /// Refuses what was accepted before it waited, and is no more: a credential has run out, or its sender does not want
    /// it delivered any more.
    /// </summary>
    /// <param name="route">Between whom.</param>
    /// <param name="run">The run.</param>
    /// <param name="verdicts">Its verdicts.</param>
    /// <param name="now">Nanoseconds since 1970 UTC.</param>
    public static void RefuseStale(RunRoute route, RunView run, Span<RouteVerdict> verdicts, long now)
    {
        if (now >= route.Sender.Admission.NotAfter)
        {
            RunSettlement.RefuseAccepted(verdicts, RefusalReason.CredentialExpired);
        }

        if (route.Lane is not { } lane || now >= lane.Admission.NotAfter)
        {
            RunSettlement.RefuseAccepted(verdicts, RefusalReason.DestinationUnreachable);
        }

        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            ref RouteVerdict verdict = ref verdicts[index++];
            if (verdict.IsAccepted && TimestampCheck.IsExpired(message.Header, now))
            {
                verdict = verdict with { Reason = RefusalReason.ExpiredTtl };
            }
        }
    }

    /// <summary>
    /// Judges what was accepted again, because somebody's rights have changed; it has been charged for.
    /// </summary>
    public void Rejudge(RunRoute route, BatchView batch, RunView run, long arrived, Span<RouteVerdict> verdicts)
    {
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            ref RouteVerdict verdict = ref verdicts[index++];
            if (verdict.IsAccepted)
            {
                RouteVerdict now = JudgeRights(Context(route, batch, message, (arrived, 0)));
                verdict = now.IsAccepted ? verdict : now;
            }
        }
    }

    private static MessageContext Context(
        RunRoute route, BatchView batch, MessageView message, (long Unix, long Monotonic) time) => new()
    {
        Header = message.Header,
        FlagData = message.FlagData,
        Sender = route.Sender,
        Destination = route.Lane!,
        IsSigned = batch.Header.Suite != SignatureSuite.None,
        Now = time.Unix,
        MonotonicNow = time.Monotonic,
    };

    private RouteVerdict Judge(in MessageContext message)
    {
        RouteVerdict verdict = JudgeRights(message);
        if (!verdict.IsAccepted)
        {
            return verdict;
        }

        RefusalReason reason = limiter.Charge(
            message.Sender.Agent.Handle, verdict.RuleIndex, message.MonotonicNow, out long retryAfter);
        return new RouteVerdict(reason, verdict.RuleIndex, RouteVerdict.Milliseconds(retryAfter));
    }

    private RouteVerdict JudgeRights(in MessageContext message)
    {
        if (!SealCheck.IsForLiveSession(message))
        {
            return RouteVerdict.Refused(RefusalReason.DestinationUnreachable);
        }

        RefusalReason reason = TimestampCheck.Check(message, windows);
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

        reason = PolicyCheck.Check(message, policy, out int rule);
        return new RouteVerdict(reason, rule, 0);
    }
}

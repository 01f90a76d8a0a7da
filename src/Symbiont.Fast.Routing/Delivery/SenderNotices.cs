using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Delivery;

/// <summary>What the sender hears of its messages: refusals, and receipts where it asked for them.</summary>
public static class SenderNotices
{
    /// <summary>Tells a run's sender the verdicts; returns how many notices its full ring swallowed.</summary>
    public static int Send(AgentSession sender, RunView run, ReadOnlySpan<RouteVerdict> verdicts, PolicyTable policy)
    {
        int lost = 0;
        int index = 0;
        bool any = false;
        ulong first = run.Header.FirstSequence;
        int repeats = 0;
        foreach (MessageView message in run.Messages)
        {
            RouteVerdict verdict = verdicts[index];
            bool sameAsNext = index + 1 < verdicts.Length && verdicts[index + 1].Reason == verdict.Reason
                && verdicts[index + 1].RuleIndex == verdict.RuleIndex;
            index++;
            if (verdict.IsAccepted)
            {
                if ((message.Header.Flags & MessageFlags.ReceiptWanted) != 0)
                {
                    lost += TryReceipt(sender, first + (ulong)(index - 1)) ? 0 : 1;
                    any = true;
                }

                continue;
            }

            repeats++;
            if (!sameAsNext)
            {
                lost += TryRefuse(sender, verdict, first + (ulong)(index - repeats), repeats, policy) ? 0 : 1;
                repeats = 0;
                any = true;
            }
        }

        if (any)
        {
            sender.Port.Announce();
        }

        return lost;
    }

    /// <summary>Refuses a control request.</summary>
    public static bool TryRefuseRequest(AgentSession sender, RefusalReason reason, ulong requestId) =>
        TryWrite(sender, new RefusalMessage(reason, RefusalScope.Request, 0, requestId, 0, 0, string.Empty));

    private static bool TryRefuse(
        AgentSession sender, RouteVerdict verdict, ulong first, int count, PolicyTable policy) =>
        TryWrite(sender, new RefusalMessage(
            verdict.Reason, RefusalScope.Messages, (uint)count, first, verdict.RetryAfter, policy.Generation,
            verdict.RuleIndex >= 0 ? policy[verdict.RuleIndex].Name : string.Empty));

    private static bool TryWrite(AgentSession sender, RefusalMessage refusal)
    {
        Span<byte> bytes = stackalloc byte[RefusalMessage.MaxWireLength];
        int length = refusal.Write(bytes);
        if (!sender.Port.TryClaim(FrameKind.Control, length, out SharedRingClaim claim))
        {
            return false;
        }

        bytes[..length].CopyTo(claim.Bytes);
        claim.Commit();
        return true;
    }

    private static bool TryReceipt(AgentSession sender, ulong sequence)
    {
        if (!sender.Port.TryClaim(FrameKind.Control, ReceiptMessage.WireLength, out SharedRingClaim claim))
        {
            return false;
        }

        new ReceiptMessage(sequence).Write(claim.Bytes);
        claim.Commit();
        return true;
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// Tells senders that they may send more, once their batches are dealt with. Who has no room to be told now is told
/// later: without its grant it would fall silent for ever. Owned by the senders' shard.
/// </summary>
internal sealed class CreditGrants
{
    private readonly List<AgentSession> _owed = [];

    /// <summary>True when somebody waits to be told.</summary>
    public bool AreOwed => _owed.Count > 0;

    /// <summary>A batch of a sender's is dealt with.</summary>
    public void Release(AgentSession sender, int bytes)
    {
        sender.Credit.Release(bytes);
        if (sender.Credit.IsGrantDue && !TryGrant(sender) && !_owed.Contains(sender))
        {
            _owed.Add(sender);
        }
    }

    /// <summary>Tries again; returns how many were told, or have gone.</summary>
    public int Retry() => _owed.Count == 0 ? 0 : _owed.RemoveAll(static sender => sender.IsEnded || TryGrant(sender));

    private static bool TryGrant(AgentSession sender)
    {
        if (!sender.Port.TryClaim(FrameKind.Control, CreditMessage.WireLength, out SharedRingClaim claim))
        {
            return false;
        }

        sender.Credit.Grant().Write(claim.Bytes);
        claim.Commit();
        sender.Port.Announce();
        return true;
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Sealing;

/// <summary>
/// Carries the handshakes of end-to-end seals from agent to agent: between whom the policy connects, at a bounded rate,
/// and without a look at what they hold. Router's thread.
/// </summary>
public sealed class SealForwarding
{
    private readonly AgentDirectory _directory;
    private readonly PolicyTable _policy;

    /// <summary>Makes it for a directory and a policy.</summary>
    public SealForwarding(AgentDirectory directory, PolicyTable policy) =>
        (_directory, _policy) = (directory, policy);

    /// <summary>Forwards a message that the bus has checked, or says why not.</summary>
    /// <param name="sender">Whose it is.</param>
    /// <param name="code">Request or answer.</param>
    /// <param name="body">The control message's body.</param>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock.</param>
    /// <param name="requestId">What a refusal names: the seal's id.</param>
    public RefusalReason Forward(
        AgentSession sender, ControlCode code, ReadOnlySpan<byte> body, long nowMonotonicNanoseconds,
        out ulong requestId)
    {
        SealMessage.TryRead(code, body, out SealMessage message);
        requestId = message.SealId;
        if (!sender.TryChargeSeal(nowMonotonicNanoseconds))
        {
            return RefusalReason.RateLimited;
        }

        AgentEntry? agent = _directory.Find(message.Handle);
        if (agent is null)
        {
            return RefusalReason.UnknownDestination;
        }

        // As with names: who may neither write to a tier nor hear from it learns nothing of who is there.
        if (!_policy.Connects(sender.Identity.Tier, agent.Name.Tier))
        {
            return RefusalReason.NotPermittedType;
        }

        if (agent.Toward(sender.Agent.Handle) is not { IsEnded: false } destination)
        {
            return RefusalReason.DestinationUnreachable;
        }

        bool sent = RunDelivery.TryIntroduce(sender, destination)
            && TryWrite(destination, code, sender.Agent.Handle, message.SealId, message.Noise);
        return sent ? RefusalReason.None : RefusalReason.DestinationOverloaded;
    }

    /// <summary>Tells the sender that the session for which it sealed a message is over.</summary>
    internal static bool TryTellOver(in MessageContext message) => TryWrite(
        message.Sender, ControlCode.SealAnswer, message.Destination.Agent.Handle,
        MessageFlagFields.SealId(message.FlagData) ^ MessageFlagFields.FromResponder, default);

    private static bool TryWrite(
        AgentSession to, ControlCode code, uint about, uint sealId, ReadOnlySpan<byte> noise)
    {
        if (!to.Port.TryClaim(FrameKind.Control, SealMessage.WireLength(noise.Length), out SharedRingClaim claim))
        {
            return false;
        }

        SealMessage.Write(claim.Bytes, code, about, sealId, noise);
        claim.Commit();
        to.Port.Announce();
        return true;
    }
}

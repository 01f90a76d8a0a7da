using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.Sealing;

namespace Symbiont.Fast.Shards;

/// <summary>What agents ask the router for, beside carrying messages. Owned by the shard of those who ask.</summary>
internal sealed class AgentRequests(
    AgentDirectory directory, PolicyTable policy, RouteCounters counters, IClock clock)
{
    private readonly SealForwarding _seals = new(directory, policy);

    /// <summary>Who an agent is, by its name: its handle and credential, or a refusal.</summary>
    public void Resolve(AgentSession asker, ReadOnlySpan<byte> body)
    {
        if (asker.IsEnded)
        {
            return;
        }

        ResolveMessage.TryRead(body, out ResolveMessage request);
        AgentEntry? found = directory.Find(request.Name);
        RefusalReason reason = CheckResolve(asker, request.Name, found, out AgentSession? session);
        if (reason != RefusalReason.None)
        {
            RefuseRequest(asker, reason, request.RequestId);
            return;
        }

        byte[] credential = session!.Admission.Credential;
        int length = DescriptorMessage.WireLength(credential.Length);
        if (!asker.Port.TryClaim(FrameKind.Control, length, out SharedRingClaim claim))
        {
            counters.CountLostNotices(1);
            return;
        }

        DescriptorMessage.Write(claim.Bytes, request.RequestId, found!.Handle, credential);
        claim.Commit();
        asker.Port.Announce();
    }

    /// <summary>A handshake message of a seal for another agent, or a refusal.</summary>
    public void ForwardSeal(AgentSession sender, ControlCode code, ReadOnlySpan<byte> body)
    {
        if (sender.IsEnded)
        {
            return;
        }

        RefusalReason reason = _seals.Forward(sender, code, body, clock.MonotonicNanoseconds, out ulong requestId);
        if (reason != RefusalReason.None)
        {
            RefuseRequest(sender, reason, requestId);
        }
    }

    private void RefuseRequest(AgentSession asker, RefusalReason reason, ulong requestId)
    {
        counters.Count(reason);
        counters.CountLostNotices(SenderNotices.TryRefuseRequest(asker, reason, requestId) ? 0 : 1);
        asker.Port.Announce();
        if (!asker.TryChargeRefusal(clock.MonotonicNanoseconds))
        {
            asker.End(RefusalReason.RateLimited);
        }
    }

    // Who may not write to a tier, nor hear from it, learns nothing of who is there.
    private RefusalReason CheckResolve(
        AgentSession asker, AgentName name, AgentEntry? found, out AgentSession? session)
    {
        session = found?.Toward(asker.Agent.Handle);
        if (!policy.Connects(asker.Identity.Tier, name.Tier))
        {
            return RefusalReason.NotPermittedType;
        }

        return found is null ? RefusalReason.UnknownDestination
            : session is null ? RefusalReason.DestinationUnreachable
            : RefusalReason.None;
    }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// Was the sender granted what the message type needs? Control messages need <c>control.send</c>, calls
/// <c>rpc.call</c>, replies <c>rpc.serve</c>; data and events need nothing beyond the policy.
/// </summary>
internal static class CapabilityCheck
{
    public static RefusalReason Check(in MessageContext message)
    {
        AgentIdentity sender = message.Sender.Identity;
        bool granted = message.Header.Type switch
        {
            MessageType.Control => sender.Has(Capability.ControlSend),
            MessageType.Rpc when (message.Header.Flags & MessageFlags.Reply) != 0 => sender.Has(Capability.RpcServe),
            MessageType.Rpc => sender.Has(Capability.RpcCall),
            _ => true,
        };
        return granted ? RefusalReason.None : RefusalReason.CapabilityMissing;
    }
}

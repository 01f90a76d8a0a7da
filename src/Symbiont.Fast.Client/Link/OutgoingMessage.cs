using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>What a message to be sent says beside its payload.</summary>
internal readonly record struct OutgoingMessage(
    Peer Destination, MessageType Type, SecurityLevel Level, uint Selector, uint Ttl, ulong Correlation,
    MessageFlags Flags)
{
    public static OutgoingMessage From(Peer destination, MessageType type, SendOptions options, MessageFlags flags) =>
        new(
            destination, type, options.Level, options.Selector, options.Ttl, options.Correlation,
            flags | (options.Urgent ? MessageFlags.Urgent : MessageFlags.None));
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>What a message to be sent says beside its payload.</summary>
/// <param name="Destination">Where it goes.</param>
/// <param name="Type">Its type.</param>
/// <param name="Level">Its security level.</param>
/// <param name="Selector">Method or content type.</param>
/// <param name="Ttl">Its time to live in milliseconds; 0 for none.</param>
/// <param name="Correlation">Links a call and its reply.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="PlainSize">The payload's size before compression, when the flags say that it is compressed.</param>
internal readonly record struct OutgoingMessage(
    Peer Destination, MessageType Type, SecurityLevel Level, uint Selector, uint Ttl, ulong Correlation,
    MessageFlags Flags, int PlainSize = 0)
{
    public static OutgoingMessage From(Peer destination, MessageType type, SendOptions options, MessageFlags flags) =>
        new(
            destination, type, options.Level, options.Selector, options.Ttl, options.Correlation,
            flags | (options.Urgent ? MessageFlags.Urgent : MessageFlags.None));

    /// <summary>The same message with a payload that will be sealed.</summary>
    public OutgoingMessage Sealed() => this with { Flags = Flags | MessageFlags.Sealed };

    /// <summary>The same message with a payload that was compressed.</summary>
    public OutgoingMessage Compressed(int plainSize) =>
        this with { Flags = Flags | MessageFlags.Compressed, PlainSize = plainSize };
}

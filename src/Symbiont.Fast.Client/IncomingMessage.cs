using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>A message whose payload is borrowed for the length of a <see cref="MessageHandler"/>'s call.</summary>
public readonly ref struct IncomingMessage
{
    private readonly MessageHeader _header;

    internal IncomingMessage(Peer peer, Guid messageId, MessageHeader header, ReadOnlySpan<byte> payload)
    {
        Peer = peer;
        MessageId = messageId;
        _header = header;
        Payload = payload;
    }

    /// <summary>The message's id.</summary>
    public Guid MessageId { get; }

    /// <summary>Who sent it.</summary>
    public AgentName Sender => Peer.Name;

    /// <summary>The message type.</summary>
    public MessageType Type => _header.Type;

    /// <summary>The security level.</summary>
    public SecurityLevel Level => _header.Level;

    /// <summary>Method or content type.</summary>
    public uint Selector => _header.Selector;

    /// <summary>Links a call and its reply.</summary>
    public ulong Correlation => _header.Correlation;

    /// <summary>The flags.</summary>
    public MessageFlags Flags => _header.Flags;

    /// <summary>True when the sender sealed it end to end and it opened.</summary>
    public bool IsSealed => (Flags & MessageFlags.Sealed) != 0;

    /// <summary>When the sender made it, in nanoseconds since 1970 UTC.</summary>
    public long Timestamp => _header.Timestamp;

    /// <summary>The payload, opened and decompressed; not to be kept.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    internal Peer Peer { get; }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>A message with a payload of its own: what <see cref="AgentClient.ReceiveAsync"/> and calls give.</summary>
public sealed record ReceivedMessage
{
    internal ReceivedMessage(in IncomingMessage message)
    {
        MessageId = message.MessageId;
        Peer = message.Peer;
        Type = message.Type;
        Level = message.Level;
        Selector = message.Selector;
        Correlation = message.Correlation;
        Flags = message.Flags;
        Timestamp = DateTimeOffset.UnixEpoch.AddTicks(message.Timestamp / 100);
        Payload = message.Payload.ToArray();
    }

    /// <summary>The message's id.</summary>
    public Guid MessageId { get; }

    /// <summary>Who sent it, by its verified signature or, unsigned, by the router's word.</summary>
    public AgentName Sender => Peer.Name;

    /// <summary>The message type.</summary>
    public MessageType Type { get; }

    /// <summary>The security level.</summary>
    public SecurityLevel Level { get; }

    /// <summary>Method or content type.</summary>
    public uint Selector { get; }

    /// <summary>Links a call and its reply.</summary>
    public ulong Correlation { get; }

    /// <summary>The flags.</summary>
    public MessageFlags Flags { get; }

    /// <summary>True when the sender sealed it end to end and it opened.</summary>
    public bool IsSealed => (Flags & MessageFlags.Sealed) != 0;

    /// <summary>When the sender made it.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    internal Peer Peer { get; }
}

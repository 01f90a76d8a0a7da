namespace Symbiont.Fast.Framing;

/// <summary>One message, read in place: header, flag data and payload.</summary>
public readonly ref struct MessageView
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal MessageView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Header, flag data and payload as sent, without padding: what the leaf hash covers.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The header.</summary>
    public MessageHeader Header => new(_bytes);

    /// <summary>What the flags brought; empty when they bring nothing.</summary>
    public ReadOnlySpan<byte> FlagData => _bytes[MessageHeader.Size..^Header.PayloadLength];

    /// <summary>The payload as sent: sealed or compressed when the flags say so.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[^Header.PayloadLength..];

    /// <summary>True when the router refused the message and <see cref="Payload"/> is its leaf hash.</summary>
    public bool IsWithheld => Header.Flags == MessageFlags.Withheld;

    /// <summary>How many bytes the message takes on the wire, padding included.</summary>
    public int WireLength => WireLimits.Align(_bytes.Length);
}

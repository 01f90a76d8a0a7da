namespace Symbiont.Fast.Framing.Tests;

/// <summary>A message as a test wants it, with every field set to something that can be told apart.</summary>
internal sealed record ComposedMessage(byte[] Payload)
{
    /// <summary>2026-01-01T00:00:00 UTC in nanoseconds.</summary>
    public const long NewYear = 1_767_225_600_000_000_000;

    public long Timestamp { get; init; } = NewYear;

    public ulong Correlation { get; init; }

    public uint Ttl { get; init; }

    public uint Selector { get; init; }

    public MessageType Type { get; init; } = MessageType.Data;

    public SecurityLevel Level { get; init; } = SecurityLevel.Public;

    public MessageFlags Flags { get; init; }

    /// <summary>Header and payload, without padding: what the leaf hash covers.</summary>
    public byte[] Bytes()
    {
        byte[] bytes = new byte[MessageHeader.Size + Payload.Length];
        MessageHeader.Write(bytes, Timestamp, Correlation, Payload.Length, Ttl, Selector, Type, Level, Flags);
        Payload.CopyTo(bytes, MessageHeader.Size);
        return bytes;
    }

    /// <summary>Header and payload, padded with zeros to 8.</summary>
    public byte[] PaddedBytes()
    {
        byte[] bytes = Bytes();
        Array.Resize(ref bytes, WireLimits.Align(bytes.Length));
        return bytes;
    }
}

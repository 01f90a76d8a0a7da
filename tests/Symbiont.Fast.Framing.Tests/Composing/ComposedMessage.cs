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

    /// <summary>What the flags bring: the seal's id and the destination's epoch.</summary>
    public (uint Id, uint Epoch) Seal { get; init; } = (5, 9);

    /// <summary>What the flags bring: the size before compression.</summary>
    public int PlainSize { get; init; } = 1000;

    /// <summary>Header, flag data and payload, without padding: what the leaf hash covers.</summary>
    public byte[] Bytes()
    {
        byte[] flagData = new byte[MessageFlagFields.Length(Flags)];
        if (Flags.HasFlag(MessageFlags.Sealed))
        {
            MessageFlagFields.WriteSeal(flagData, Seal.Id, Seal.Epoch);
        }

        if (Flags.HasFlag(MessageFlags.Compressed))
        {
            MessageFlagFields.WritePlainSize(flagData, PlainSize);
        }

        byte[] bytes = new byte[MessageHeader.Size + flagData.Length + Payload.Length];
        MessageHeader.Write(bytes, Timestamp, Correlation, Payload.Length, Ttl, Selector, Type, Level, Flags);
        flagData.CopyTo(bytes, MessageHeader.Size);
        Payload.CopyTo(bytes, MessageHeader.Size + flagData.Length);
        return bytes;
    }

    /// <summary>Header, flag data and payload, padded with zeros to 8.</summary>
    public byte[] PaddedBytes()
    {
        byte[] bytes = Bytes();
        Array.Resize(ref bytes, WireLimits.Align(bytes.Length));
        return bytes;
    }
}

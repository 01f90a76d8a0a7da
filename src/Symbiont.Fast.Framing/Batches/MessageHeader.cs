using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The header of one message; flag data and the payload follow, padded with zeros to 8. Reads in place.
/// <code>
///  0     timestamp i64, nanoseconds since 1970 UTC
///  8     correlation u64: links a call and its reply; the application's otherwise
/// 16     payload length u32 · time to live u32, milliseconds, 0 for none
/// 24     selector u32: method or content type, the application's · type u8 · security level u8 · flags u16
/// </code>
/// </summary>
public readonly ref struct MessageHeader
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 32;

    private const int CorrelationOffset = 8;
    private const int PayloadLengthOffset = CorrelationOffset + 8;
    private const int TtlOffset = PayloadLengthOffset + 4;
    private const int SelectorOffset = TtlOffset + 4;
    private const int TypeOffset = SelectorOffset + 4;
    private const int LevelOffset = TypeOffset + 1;
    private const int FlagsOffset = LevelOffset + 1;

    private const MessageFlags FromAgent =
        MessageFlags.Sealed | MessageFlags.Compressed | MessageFlags.Reply | MessageFlags.Error
        | MessageFlags.ReceiptWanted | MessageFlags.Urgent;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Wraps the header at the start of <paramref name="source"/>, which must be validated.</summary>
    public MessageHeader(ReadOnlySpan<byte> source) => _bytes = source[..Size];

    /// <summary>The header's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>When the message was made, in nanoseconds since 1970 UTC.</summary>
    public long Timestamp => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    /// <summary>Links a call and its reply.</summary>
    public ulong Correlation => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[CorrelationOffset..]);

    /// <summary>The length in bytes of the payload as sent, without flag data and padding.</summary>
    public int PayloadLength => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[PayloadLengthOffset..]);

    /// <summary>The time to live in milliseconds; 0 for none.</summary>
    public uint Ttl => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[TtlOffset..]);

    /// <summary>Method or content type; its meaning is the application's.</summary>
    public uint Selector => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[SelectorOffset..]);

    /// <summary>The message type.</summary>
    public MessageType Type => (MessageType)_bytes[TypeOffset];

    /// <summary>The security level.</summary>
    public SecurityLevel Level => (SecurityLevel)_bytes[LevelOffset];

    /// <summary>The flags.</summary>
    public MessageFlags Flags => (MessageFlags)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[FlagsOffset..]);

    /// <summary>Header, flag data and payload, in bytes, without padding.</summary>
    public int MessageLength => Size + MessageFlagFields.Length(Flags) + PayloadLength;

    /// <summary>Checks what can be checked in the header alone.</summary>
    /// <param name="source">The bytes at the header.</param>
    /// <param name="fromRouter">True in a run frame, where messages may be withheld.</param>
    public static FrameError Validate(ReadOnlySpan<byte> source, bool fromRouter)
    {
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        var header = new MessageHeader(source);
        if (fromRouter && header.Flags == MessageFlags.Withheld)
        {
            return ValidateWithheld(source);
        }

        if (!Vocabulary.IsDefined(header.Type))
        {
            return FrameError.UnknownMessageType;
        }

        if (!Vocabulary.IsDefined(header.Level))
        {
            return FrameError.UnknownSecurityLevel;
        }

        bool errorWithoutReply = (header.Flags & (MessageFlags.Error | MessageFlags.Reply)) == MessageFlags.Error;
        bool replyOutsideRpc = (header.Flags & MessageFlags.Reply) != 0 && header.Type != MessageType.Rpc;

        // What is compressed before it is sealed tells by its length what it holds (the CRIME attack).
        bool compressesSecrets = (header.Flags & MessageFlags.Compressed) != 0
            && header.Level >= SecurityLevel.Confidential;
        if ((header.Flags & ~FromAgent) != 0 || errorWithoutReply || replyOutsideRpc || compressesSecrets)
        {
            return FrameError.UnsupportedFlags;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(source[PayloadLengthOffset..]) > WireLimits.MaxPayload
            ? FrameError.PayloadTooLarge
            : FrameError.None;
    }

    /// <summary>Writes a header.</summary>
    public static void Write(
        Span<byte> destination, long timestamp, ulong correlation, int payloadLength, uint ttl, uint selector,
        MessageType type, SecurityLevel level, MessageFlags flags)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[CorrelationOffset..], correlation);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[PayloadLengthOffset..], (uint)payloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[TtlOffset..], ttl);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[SelectorOffset..], selector);
        destination[TypeOffset] = (byte)type;
        destination[LevelOffset] = (byte)level;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[FlagsOffset..], (ushort)flags);
    }

    /// <summary>Writes the header that stands for a refused message, whose payload is its 32-byte leaf hash.</summary>
    public static void WriteWithheld(Span<byte> destination) =>
        Write(destination, 0, 0, 32, 0, 0, 0, 0, MessageFlags.Withheld);

    private static FrameError ValidateWithheld(ReadOnlySpan<byte> source)
    {
        Span<byte> expected = stackalloc byte[Size];
        WriteWithheld(expected);
        return source[..Size].SequenceEqual(expected) ? FrameError.None : FrameError.ReservedNotZero;
    }
}

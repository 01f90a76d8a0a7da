using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// What a message's flags bring: fields between its header and its payload, in this order, inside the leaf hash.
/// <code>
/// sealed      seal id u32 · destination epoch u32
/// compressed  plain size u32 · 0 u32
/// </code>
/// </summary>
public static class MessageFlagFields
{
    /// <summary>Each field's size in bytes.</summary>
    public const int FieldSize = 8;

    /// <summary>The most flag data a message can have, in bytes.</summary>
    public const int MaxSize = 2 * FieldSize;

    /// <summary>In a seal id: the message's sender is the one who answered the seal's handshake.</summary>
    public const uint FromResponder = 0x8000_0000;

    /// <summary>How many bytes the flags bring.</summary>
    public static int Length(MessageFlags flags) =>
        ((flags & MessageFlags.Sealed) != 0 ? FieldSize : 0) + ((flags & MessageFlags.Compressed) != 0 ? FieldSize : 0);

    /// <summary>The seal's id, of a message with <see cref="MessageFlags.Sealed"/>.</summary>
    public static uint SealId(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32LittleEndian(data);

    /// <summary>
    /// The destination's session for which the message was sealed, of one with <see cref="MessageFlags.Sealed"/>.
    /// </summary>
    public static uint DestinationEpoch(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);

    /// <summary>
    /// The size before compression in bytes, of a message with <see cref="MessageFlags.Compressed"/>.
    /// </summary>
    public static int PlainSize(ReadOnlySpan<byte> data) =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(data[^FieldSize..]);

    /// <summary>Writes the seal's field at the start of <paramref name="data"/>.</summary>
    public static void WriteSeal(Span<byte> data, uint sealId, uint destinationEpoch)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data, sealId);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], destinationEpoch);
    }

    /// <summary>Writes the plain size at the end of <paramref name="data"/>.</summary>
    public static void WritePlainSize(Span<byte> data, int plainSize)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data[^FieldSize..], (uint)plainSize);
        BinaryPrimitives.WriteUInt32LittleEndian(data[^4..], 0);
    }

    /// <summary>Checks the flag data at the start of <paramref name="source"/>, which is long enough for it.</summary>
    internal static FrameError Validate(MessageFlags flags, ReadOnlySpan<byte> source)
    {
        if ((flags & MessageFlags.Sealed) != 0)
        {
            if ((SealId(source) & ~FromResponder) == 0 || DestinationEpoch(source) == 0)
            {
                return FrameError.ReservedNotZero;
            }

            source = source[FieldSize..];
        }

        if ((flags & MessageFlags.Compressed) == 0)
        {
            return FrameError.None;
        }

        uint plainSize = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (plainSize is 0 or > WireLimits.MaxPayload)
        {
            return FrameError.PayloadTooLarge;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) == 0
            ? FrameError.None
            : FrameError.ReservedNotZero;
    }
}

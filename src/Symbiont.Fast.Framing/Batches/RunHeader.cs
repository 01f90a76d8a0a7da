using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// What the messages of a run have in common. Reads in place.
/// <code>
///  0     destination kind u8 · 0 u8 · message count u16 · destination handle u32
///  8     first sequence u64
/// 16     run number u64: counts per sender, destination and epoch, from 1
/// 24     byte count u32 of the messages that follow · 0 u32
/// </code>
/// </summary>
public readonly ref struct RunHeader
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 32;

    private const int MessageCountOffset = 2;
    private const int DestinationOffset = MessageCountOffset + 2;
    private const int FirstSequenceOffset = DestinationOffset + 4;
    private const int RunNumberOffset = FirstSequenceOffset + 8;
    private const int ByteCountOffset = RunNumberOffset + 8;
    private const int ReservedOffset = ByteCountOffset + 4;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Wraps the header at the start of <paramref name="source"/>, which must be validated.</summary>
    public RunHeader(ReadOnlySpan<byte> source) => _bytes = source[..Size];

    /// <summary>The header's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What the run is addressed to.</summary>
    public DestinationKind DestinationKind => (DestinationKind)_bytes[0];

    /// <summary>How many messages the run has.</summary>
    public int MessageCount => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[MessageCountOffset..]);

    /// <summary>The destination's handle.</summary>
    public uint Destination => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[DestinationOffset..]);

    /// <summary>The first message's sequence within the epoch.</summary>
    public ulong FirstSequence => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[FirstSequenceOffset..]);

    /// <summary>The run's number from this sender to this destination in this epoch.</summary>
    public ulong RunNumber => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[RunNumberOffset..]);

    /// <summary>How many bytes of messages follow.</summary>
    public int ByteCount => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[ByteCountOffset..]);

    /// <summary>Checks what can be checked in the header alone.</summary>
    public static FrameError Validate(ReadOnlySpan<byte> source)
    {
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        if ((DestinationKind)source[0] != DestinationKind.Agent)
        {
            return FrameError.UnknownDestinationKind;
        }

        if (source[1] != 0 || BinaryPrimitives.ReadUInt32LittleEndian(source[ReservedOffset..]) != 0)
        {
            return FrameError.ReservedNotZero;
        }

        var header = new RunHeader(source);
        if (header.MessageCount is 0 or > WireLimits.MaxBatchMessages || header.RunNumber == 0)
        {
            return FrameError.CountMismatch;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(source[ByteCountOffset..]) > WireLimits.MaxFrame
            ? FrameError.LengthOutOfRange
            : FrameError.None;
    }

    /// <summary>Writes a header.</summary>
    public static void Write(
        Span<byte> destination, DestinationKind kind, int messageCount, uint handle, ulong firstSequence,
        ulong runNumber, int byteCount)
    {
        destination[..Size].Clear();
        destination[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[MessageCountOffset..], (ushort)messageCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[DestinationOffset..], handle);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FirstSequenceOffset..], firstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[RunNumberOffset..], runNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[ByteCountOffset..], (uint)byteCount);
    }
}

using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// What all messages of a batch have in common. Reads in place.
/// <code>
///  0     suite u8 · 0 u8 · run count u16 · message count u16 · 0 u16
///  8     sender key id u64
/// 16     epoch u32 · 0 u32
/// 24     first sequence u64
/// 32     created i64, nanoseconds since 1970 UTC
/// 40     root of the sender's previous batch, 32 bytes; the handshake hash in an epoch's first batch
/// </code>
/// </summary>
public readonly ref struct BatchHeader
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 72;

    private const int RunCountOffset = 2;
    private const int MessageCountOffset = RunCountOffset + 2;
    private const int SenderKeyIdOffset = 8;
    private const int EpochOffset = SenderKeyIdOffset + 8;
    private const int FirstSequenceOffset = EpochOffset + 8;
    private const int CreatedOffset = FirstSequenceOffset + 8;
    private const int PreviousRootOffset = CreatedOffset + 8;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Wraps the header at the start of <paramref name="source"/>, which must be validated.</summary>
    public BatchHeader(ReadOnlySpan<byte> source) => _bytes = source[..Size];

    /// <summary>The header's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The signature suite.</summary>
    public SignatureSuite Suite => (SignatureSuite)_bytes[0];

    /// <summary>How many runs the batch has.</summary>
    public int RunCount => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[RunCountOffset..]);

    /// <summary>How many messages the batch has.</summary>
    public int MessageCount => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[MessageCountOffset..]);

    /// <summary>The first eight bytes of the SHA-256 of the sender's signing key.</summary>
    public ulong SenderKeyId => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[SenderKeyIdOffset..]);

    /// <summary>The sender's session number.</summary>
    public uint Epoch => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[EpochOffset..]);

    /// <summary>The first message's sequence within the epoch.</summary>
    public ulong FirstSequence => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[FirstSequenceOffset..]);

    /// <summary>When the batch was closed, in nanoseconds since 1970 UTC.</summary>
    public long Created => BinaryPrimitives.ReadInt64LittleEndian(_bytes[CreatedOffset..]);

    /// <summary>The root of the sender's previous batch.</summary>
    public ReadOnlySpan<byte> PreviousRoot => _bytes[PreviousRootOffset..];

    /// <summary>Checks what can be checked in the header alone.</summary>
    public static FrameError Validate(ReadOnlySpan<byte> source)
    {
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        if (!SignatureSuites.IsDefined((SignatureSuite)source[0]))
        {
            return FrameError.UnknownSignatureSuite;
        }

        if (source[1] != 0 || BinaryPrimitives.ReadUInt16LittleEndian(source[6..]) != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(source[20..]) != 0)
        {
            return FrameError.ReservedNotZero;
        }

        var header = new BatchHeader(source);
        bool countsFit = header.RunCount is > 0 and <= WireLimits.MaxBatchRuns
            && header.MessageCount is > 0 and <= WireLimits.MaxBatchMessages
            && header.RunCount <= header.MessageCount;
        if (!countsFit)
        {
            return FrameError.CountMismatch;
        }

        // Sequences count from 1 and end before message ids, which have 48 bits of them, would repeat.
        bool sequencesFit = header.FirstSequence > 0
            && header.FirstSequence <= WireLimits.MaxSequence - (ulong)(header.MessageCount - 1);
        return sequencesFit ? FrameError.None : FrameError.SequenceMismatch;
    }

    /// <summary>Writes a header.</summary>
    public static void Write(
        Span<byte> destination, SignatureSuite suite, int runCount, int messageCount, ulong senderKeyId, uint epoch,
        ulong firstSequence, long created, ReadOnlySpan<byte> previousRoot)
    {
        destination[..Size].Clear();
        destination[0] = (byte)suite;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[RunCountOffset..], (ushort)runCount);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[MessageCountOffset..], (ushort)messageCount);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[SenderKeyIdOffset..], senderKeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[EpochOffset..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FirstSequenceOffset..], firstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(destination[CreatedOffset..], created);
        previousRoot[..32].CopyTo(destination[PreviousRootOffset..]);
    }
}

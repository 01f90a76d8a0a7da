using System.Buffers.Binary;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The body of a run's record. Reads in place.
/// <code>
///  0     time i64, nanoseconds since 1970 UTC
///  8     policy generation u32 · sender handle u32
/// 16     sender key id u64
/// 24     sender epoch u32 · destination handle u32
/// 32     first sequence u64
/// 40     run number u64
/// 48     message count u16 · destination kind u8 · 0, five bytes
/// 56     batch root, 32 bytes
/// 88     messages, 40 bytes each, with consecutive sequences
/// </code>
/// </summary>
internal readonly ref struct RunBody
{
    public const int FixedSize = RootOffset + AuditFormat.HashSize;

    private const int GenerationOffset = 8;
    private const int SenderOffset = GenerationOffset + 4;
    private const int KeyIdOffset = SenderOffset + 4;
    private const int EpochOffset = KeyIdOffset + 8;
    private const int DestinationOffset = EpochOffset + 4;
    private const int FirstSequenceOffset = DestinationOffset + 4;
    private const int RunNumberOffset = FirstSequenceOffset + 8;
    private const int MessageCountOffset = RunNumberOffset + 8;
    private const int DestinationKindOffset = MessageCountOffset + 2;
    private const int ReservedOffset = DestinationKindOffset + 1;
    private const int RootOffset = ReservedOffset + 5;

    private readonly ReadOnlySpan<byte> _bytes;

    public RunBody(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public long Time => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    public uint PolicyGeneration => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[GenerationOffset..]);

    public uint Sender => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[SenderOffset..]);

    public ulong SenderKeyId => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[KeyIdOffset..]);

    public uint SenderEpoch => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[EpochOffset..]);

    public uint Destination => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[DestinationOffset..]);

    public ulong FirstSequence => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[FirstSequenceOffset..]);

    public ulong RunNumber => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[RunNumberOffset..]);

    public int MessageCount => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[MessageCountOffset..]);

    public DestinationKind DestinationKind => (DestinationKind)_bytes[DestinationKindOffset];

    public ReadOnlySpan<byte> BatchRoot => _bytes.Slice(RootOffset, AuditFormat.HashSize);

    public RunMessageEntry Message(int index) =>
        new(_bytes.Slice(FixedSize + (index * RunMessageEntry.Size), RunMessageEntry.Size));

    public static int Size(int messageCount) => FixedSize + (messageCount * RunMessageEntry.Size);

    public static void WriteFixed(Span<byte> destination, in AuditRunHeader run)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, run.Time);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[GenerationOffset..], run.Policy.Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[SenderOffset..], run.SenderHandle);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[KeyIdOffset..], run.SenderKeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[EpochOffset..], run.SenderEpoch);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[DestinationOffset..], run.DestinationHandle);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FirstSequenceOffset..], run.FirstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[RunNumberOffset..], run.RunNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[MessageCountOffset..], (ushort)run.MessageCount);
        destination[DestinationKindOffset] = (byte)run.DestinationKind;
        destination[ReservedOffset..RootOffset].Clear();
        run.BatchRoot[..AuditFormat.HashSize].CopyTo(destination[RootOffset..]);
    }

    /// <summary>Checks a body whose size is right.</summary>
    public static AuditFault Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes[ReservedOffset..RootOffset].ContainsAnyExcept((byte)0))
        {
            return AuditFault.ReservedNotZero;
        }

        var body = new RunBody(bytes);
        if (body.MessageCount is 0 or > WireLimits.MaxBatchMessages)
        {
            return AuditFault.Content;
        }

        for (int index = 0; index < body.MessageCount; index++)
        {
            if (!body.Message(index).IsDefined)
            {
                return AuditFault.Content;
            }
        }

        return AuditFault.None;
    }
}

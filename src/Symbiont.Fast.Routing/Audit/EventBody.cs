using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The body of a security event's record. Reads in place.
/// <code>
///  0     time i64, nanoseconds since 1970 UTC
///  8     event u8 · length of who u8 · reason u16 · length of detail u16 · 0 u16
/// 16     key id u64, 0 when there is none
/// 24     epoch u32, 0 when there is none · 0 u32
/// 32     who, then detail, UTF-8, padded with zeros to 8
/// </code>
/// </summary>
internal readonly ref struct EventBody
{
    public const int FixedSize = ReservedOffset + 4;

    private const int KindOffset = 8;
    private const int WhoLengthOffset = KindOffset + 1;
    private const int ReasonOffset = WhoLengthOffset + 1;
    private const int DetailLengthOffset = ReasonOffset + 2;
    private const int ZeroOffset = DetailLengthOffset + 2;
    private const int KeyIdOffset = ZeroOffset + 2;
    private const int EpochOffset = KeyIdOffset + 8;
    private const int ReservedOffset = EpochOffset + 4;

    private readonly ReadOnlySpan<byte> _bytes;

    public EventBody(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public long Time => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    public AuditEventKind Kind => (AuditEventKind)_bytes[KindOffset];

    public RefusalReason Reason => (RefusalReason)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[ReasonOffset..]);

    public ulong KeyId => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[KeyIdOffset..]);

    public uint Epoch => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[EpochOffset..]);

    public string Who => Encoding.UTF8.GetString(_bytes.Slice(FixedSize, WhoLength));

    public string Detail => Encoding.UTF8.GetString(_bytes.Slice(FixedSize + WhoLength, DetailLength));

    private int WhoLength => _bytes[WhoLengthOffset];

    private int DetailLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[DetailLengthOffset..]);

    public static int Size(int whoLength, int detailLength) => FixedSize + WireLimits.Align(whoLength + detailLength);

    /// <summary>The size that the fixed part asks for.</summary>
    public static int SizeFrom(ReadOnlySpan<byte> fixedPart)
    {
        var body = new EventBody(fixedPart);
        return Size(body.WhoLength, body.DetailLength);
    }

    public static void Write(
        Span<byte> destination, in AuditEvent happened, ReadOnlySpan<byte> who, ReadOnlySpan<byte> detail)
    {
        destination.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(destination, happened.Time);
        destination[KindOffset] = (byte)happened.Kind;
        destination[WhoLengthOffset] = (byte)who.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ReasonOffset..], (ushort)happened.Reason);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[DetailLengthOffset..], (ushort)detail.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[KeyIdOffset..], happened.KeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[EpochOffset..], happened.Epoch);
        who.CopyTo(destination[FixedSize..]);
        detail.CopyTo(destination[(FixedSize + who.Length)..]);
    }

    /// <summary>Checks a body whose size is right.</summary>
    public static AuditFault Check(ReadOnlySpan<byte> bytes)
    {
        var body = new EventBody(bytes);
        int textEnd = FixedSize + body.WhoLength + body.DetailLength;
        if (bytes[ZeroOffset..KeyIdOffset].ContainsAnyExcept((byte)0)
            || bytes[ReservedOffset..FixedSize].ContainsAnyExcept((byte)0)
            || bytes[textEnd..].ContainsAnyExcept((byte)0))
        {
            return AuditFault.ReservedNotZero;
        }

        bool defined = AuditEventKinds.IsDefined(body.Kind) && RunMessageEntry.IsKnown(body.Reason)
            && Utf8.IsValid(bytes.Slice(FixedSize, body.WhoLength))
            && Utf8.IsValid(bytes[(FixedSize + body.WhoLength)..textEnd]);
        return defined ? AuditFault.None : AuditFault.Content;
    }
}

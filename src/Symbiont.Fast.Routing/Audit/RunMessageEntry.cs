using System.Buffers.Binary;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// One message in a run's record. Reads in place.
/// <code>
///  0     payload length u32 · rule index u16, 0xFFFF for none · verdict u8 · type (high half) and level (low half) u8
///  8     leaf hash, 32 bytes
/// </code>
/// </summary>
internal readonly ref struct RunMessageEntry
{
    public const int Size = LeafOffset + AuditFormat.HashSize;

    private const int RuleOffset = 4;
    private const int VerdictOffset = RuleOffset + 2;
    private const int TypeAndLevelOffset = VerdictOffset + 1;
    private const int LeafOffset = TypeAndLevelOffset + 1;
    private const ushort NoRule = 0xFFFF;

    private readonly ReadOnlySpan<byte> _bytes;

    public RunMessageEntry(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public int PayloadLength => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes);

    public int RuleIndex
    {
        get
        {
            int index = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[RuleOffset..]);
            return index == NoRule ? -1 : index;
        }
    }

    public RefusalReason Verdict => (RefusalReason)_bytes[VerdictOffset];

    public MessageType Type => (MessageType)(_bytes[TypeAndLevelOffset] >> 4);

    public SecurityLevel Level => (SecurityLevel)(_bytes[TypeAndLevelOffset] & 0xF);

    public ReadOnlySpan<byte> LeafHash => _bytes.Slice(LeafOffset, AuditFormat.HashSize);

    public bool IsDefined => IsKnown(Verdict) && AreDefined(RuleIndex, Type, Level, PayloadLength);

    public static bool IsKnown(RefusalReason verdict) => (int)verdict < RefusalReasons.Count;

    public static void ThrowIfUndefined(
        RefusalReason verdict, int ruleIndex, MessageType type, SecurityLevel level, int payloadLength)
    {
        ThrowIfUndefined(verdict);
        if (!AreDefined(ruleIndex, type, level, payloadLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(type), $"Not all defined: rule {ruleIndex}, type {type}, level {level}, {payloadLength} bytes.");
        }
    }

    public static void ThrowIfUndefined(RefusalReason verdict)
    {
        if (!IsKnown(verdict))
        {
            throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "The verdict is not defined.");
        }
    }

    public static void Write(
        Span<byte> destination, RefusalReason verdict, int ruleIndex, MessageType type, SecurityLevel level,
        int payloadLength, ReadOnlySpan<byte> leafHash)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)payloadLength);
        ushort rule = ruleIndex == -1 ? NoRule : (ushort)ruleIndex;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[RuleOffset..], rule);
        WriteVerdict(destination, verdict);
        destination[TypeAndLevelOffset] = (byte)(((int)type << 4) | (int)level);
        leafHash[..AuditFormat.HashSize].CopyTo(destination[LeafOffset..]);
    }

    public static void WriteVerdict(Span<byte> destination, RefusalReason verdict) =>
        destination[VerdictOffset] = (byte)verdict;

    private static bool AreDefined(int ruleIndex, MessageType type, SecurityLevel level, int payloadLength) =>
        ruleIndex is >= -1 and < PolicyTable.MaxRules && Vocabulary.IsDefined(type) && Vocabulary.IsDefined(level)
        && payloadLength is >= 0 and <= WireLimits.MaxPayload;
}

using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The body of a policy's record: all of it, so that every verdict can be understood, and judged again, from the log
/// alone. Reads in place.
/// <code>
///  0     time i64, nanoseconds since 1970 UTC
///  8     generation u32 · rule count u16 · 0 u16
/// 16     length of all names u32 · 0 u32
/// 24     rules, 16 bytes each
///          0   source tier u8 · destination tier u8 · message types u8, bit 0 for type 1 · requirements u8
///          4   length of the name u8 · 0, three bytes
///          8   messages per second u32 · burst size u32
///        names of the rules, one after the other, UTF-8, padded with zeros to 8
/// </code>
/// </summary>
internal readonly ref struct PolicyBody
{
    public const int FixedSize = ReservedOffset + 4;
    public const int MaxSize = FixedSize + (PolicyTable.MaxRules * (PolicyRuleEntry.Size + RefusalMessage.MaxRule));

    private const int GenerationOffset = 8;
    private const int RuleCountOffset = GenerationOffset + 4;
    private const int ZeroOffset = RuleCountOffset + 2;
    private const int NamesLengthOffset = ZeroOffset + 2;
    private const int ReservedOffset = NamesLengthOffset + 4;

    private readonly ReadOnlySpan<byte> _bytes;

    public PolicyBody(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public long Time => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    public uint Generation => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[GenerationOffset..]);

    private int RuleCount => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[RuleCountOffset..]);

    private uint NamesLength => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[NamesLengthOffset..]);

    private int NamesOffset => FixedSize + (RuleCount * PolicyRuleEntry.Size);

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<CommunicationPolicy> Rules()
    {
        var rules = new CommunicationPolicy[RuleCount];
        int nameOffset = NamesOffset;
        for (int index = 0; index < rules.Length; index++)
        {
            PolicyRuleEntry entry = Rule(index);
            rules[index] = entry.ToPolicy(Encoding.UTF8.GetString(_bytes.Slice(nameOffset, entry.NameLength)));
            nameOffset += entry.NameLength;
        }

        return rules;
    }

    public static int Size(PolicyTable policy) => Size(policy.Count, NamesLengthOf(policy));

    /// <summary>The size that the fixed part asks for; over the largest when it asks for the impossible.</summary>
    public static int SizeFrom(ReadOnlySpan<byte> fixedPart)
    {
        var body = new PolicyBody(fixedPart);
        return body.NamesLength > MaxSize ? int.MaxValue : Size(body.RuleCount, (int)body.NamesLength);
    }

    public static void Write(Span<byte> destination, PolicyTable policy, long time)
    {
        destination.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(destination, time);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[GenerationOffset..], policy.Generation);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[RuleCountOffset..], (ushort)policy.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[NamesLengthOffset..], (uint)NamesLengthOf(policy));
        int nameOffset = FixedSize + (policy.Count * PolicyRuleEntry.Size);
        for (int index = 0; index < policy.Count; index++)
        {
            int nameLength = Encoding.UTF8.GetBytes(policy[index].Name, destination[nameOffset..]);
            Span<byte> entry = destination.Slice(FixedSize + (index * PolicyRuleEntry.Size), PolicyRuleEntry.Size);
            PolicyRuleEntry.Write(entry, policy[index], policy.Rule(index), nameLength);
            nameOffset += nameLength;
        }
    }

    /// <summary>Checks a body whose size is right.</summary>
    public static AuditFault Check(ReadOnlySpan<byte> bytes)
    {
        var body = new PolicyBody(bytes);
        int namesEnd = body.NamesOffset + (int)body.NamesLength;
        if (bytes[ZeroOffset..NamesLengthOffset].ContainsAnyExcept((byte)0)
            || bytes[ReservedOffset..FixedSize].ContainsAnyExcept((byte)0)
            || bytes[namesEnd..].ContainsAnyExcept((byte)0))
        {
            return AuditFault.ReservedNotZero;
        }

        int nameOffset = body.NamesOffset;
        for (int index = 0; index < body.RuleCount; index++)
        {
            PolicyRuleEntry entry = body.Rule(index);
            if (!entry.IsDefined || entry.NameLength > namesEnd - nameOffset
                || !Utf8.IsValid(bytes.Slice(nameOffset, entry.NameLength)))
            {
                return AuditFault.Content;
            }

            nameOffset += entry.NameLength;
        }

        return nameOffset == namesEnd ? AuditFault.None : AuditFault.Content;
    }

    private PolicyRuleEntry Rule(int index) =>
        new(_bytes.Slice(FixedSize + (index * PolicyRuleEntry.Size), PolicyRuleEntry.Size));

    private static int Size(int ruleCount, int namesLength) =>
        FixedSize + (ruleCount * PolicyRuleEntry.Size) + WireLimits.Align(namesLength);

    private static int NamesLengthOf(PolicyTable policy)
    {
        int length = 0;
        for (int index = 0; index < policy.Count; index++)
        {
            length += Encoding.UTF8.GetByteCount(policy[index].Name);
        }

        return length;
    }
}

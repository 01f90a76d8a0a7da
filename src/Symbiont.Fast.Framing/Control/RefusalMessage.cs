using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Refusal"/>.
/// <code>
///  0     reason u16 · scope u8 · rule name length u8 · message count u32
///  8     first sequence, or request id, u64
/// 16     retry after u32, milliseconds, 0 for unsaid · policy generation u32
/// 24     name of the rule that decided, UTF-8, at most 128 bytes; empty when no rule did
/// </code>
/// </summary>
public readonly record struct RefusalMessage(
    RefusalReason Reason, RefusalScope Scope, uint Count, ulong First, uint RetryAfter, uint PolicyGeneration,
    string Rule)
{
    /// <summary>The longest rule name, in bytes.</summary>
    public const int MaxRule = 128;

    /// <summary>The longest whole control message, in bytes.</summary>
    public const int MaxWireLength = ControlHeader.Size + RuleOffset + MaxRule;

    private const int RuleOffset = 24;

    /// <summary>
    /// Writes the whole control message; returns its length in bytes. A longer rule name is cut after its last whole
    /// character that fits.
    /// </summary>
    public int Write(Span<byte> destination)
    {
        Span<byte> rule = stackalloc byte[MaxRule];
        Utf8.FromUtf16(Rule, rule, out _, out int ruleLength);
        var header = new ControlHeader(ControlCode.Refusal, RuleOffset + ruleLength);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)Reason);
        body[2] = (byte)Scope;
        body[3] = (byte)ruleLength;
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], Count);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], First);
        BinaryPrimitives.WriteUInt32LittleEndian(body[16..], RetryAfter);
        BinaryPrimitives.WriteUInt32LittleEndian(body[20..], PolicyGeneration);
        rule[..ruleLength].CopyTo(body[RuleOffset..]);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out RefusalMessage message)
    {
        message = default;
        if (body.Length < RuleOffset || body.Length != RuleOffset + body[3] || body[3] > MaxRule)
        {
            return FrameError.LengthOutOfRange;
        }

        var scope = (RefusalScope)body[2];
        if (scope is not (RefusalScope.Messages or RefusalScope.Request))
        {
            return FrameError.ReservedNotZero;
        }

        ReadOnlySpan<byte> rule = body[RuleOffset..];
        if (!Utf8.IsValid(rule))
        {
            return FrameError.BadText;
        }

        message = new RefusalMessage(
            (RefusalReason)BinaryPrimitives.ReadUInt16LittleEndian(body),
            scope,
            BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(body[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[20..]),
            Encoding.UTF8.GetString(rule));
        return FrameError.None;
    }
}

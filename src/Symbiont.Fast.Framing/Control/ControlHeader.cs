using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The header of a control message; its body follows, padded with zeros to 8.
/// <code>
///  0     code u16 · 0 u16 · body length u32
/// </code>
/// </summary>
public readonly record struct ControlHeader(ControlCode Code, int BodyLength)
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>The longest control body, in bytes.</summary>
    public const int MaxBody = 4 * 1024;

    /// <summary>Header and padded body, in bytes.</summary>
    public int WireLength => Size + WireLimits.Align(BodyLength);

    /// <summary>Takes the first control message off <paramref name="rest"/>.</summary>
    public static FrameError TryTake(
        ref ReadOnlySpan<byte> rest, out ControlHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        if (rest.Length < Size)
        {
            return FrameError.Truncated;
        }

        var code = (ControlCode)BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (code is < ControlCode.Authenticate or > ControlCode.Rehandshake)
        {
            return FrameError.UnknownControlCode;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) != 0)
        {
            return FrameError.ReservedNotZero;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > MaxBody)
        {
            return FrameError.LengthOutOfRange;
        }

        var found = new ControlHeader(code, (int)length);
        if (rest.Length < found.WireLength)
        {
            return FrameError.Truncated;
        }

        if (rest[(Size + found.BodyLength)..found.WireLength].ContainsAnyExcept((byte)0))
        {
            return FrameError.PaddingNotZero;
        }

        header = found;
        body = rest.Slice(Size, found.BodyLength);
        rest = rest[found.WireLength..];
        return FrameError.None;
    }

    /// <summary>Writes the header and the padding; the caller writes the body at <see cref="Size"/>.</summary>
    /// <returns>The body's place.</returns>
    public Span<byte> Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Code);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)BodyLength);
        destination[(Size + BodyLength)..WireLength].Clear();
        return destination.Slice(Size, BodyLength);
    }
}

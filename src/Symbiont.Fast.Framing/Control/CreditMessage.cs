using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Credit"/>: limit u64, the bytes of batch bodies (by an agent) or run bodies (by the
/// router) that the receiver of this may have sent on the link since it opened. It only grows; a smaller one says nothing.
/// </summary>
public readonly record struct CreditMessage(ulong Limit)
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>The whole control message's length in bytes.</summary>
    public const int WireLength = ControlHeader.Size + Size;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        var header = new ControlHeader(ControlCode.Credit, Size);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Write(destination), Limit);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out CreditMessage message)
    {
        message = default;
        if (body.Length != Size)
        {
            return FrameError.LengthOutOfRange;
        }

        message = new CreditMessage(BinaryPrimitives.ReadUInt64LittleEndian(body));
        return FrameError.None;
    }
}

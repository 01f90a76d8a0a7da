using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Receipt"/>: sequence u64 of the message that the router put on its way.
/// </summary>
public readonly record struct ReceiptMessage(ulong Sequence)
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>The whole control message's length in bytes.</summary>
    public const int WireLength = ControlHeader.Size + Size;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        var header = new ControlHeader(ControlCode.Receipt, Size);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Write(destination), Sequence);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out ReceiptMessage message)
    {
        message = default;
        if (body.Length != Size)
        {
            return FrameError.LengthOutOfRange;
        }

        message = new ReceiptMessage(BinaryPrimitives.ReadUInt64LittleEndian(body));
        return FrameError.None;
    }
}

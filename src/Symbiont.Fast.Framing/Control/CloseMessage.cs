using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>Body of a close frame: reason u16 · 0, six bytes. Reason 0 is an ordinary end.</summary>
public readonly record struct CloseMessage(RefusalReason Reason)
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>Writes the body; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Reason);
        return Size;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out CloseMessage message)
    {
        message = default;
        if (body.Length != Size)
        {
            return FrameError.LengthOutOfRange;
        }

        if (body[2..].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        message = new CloseMessage((RefusalReason)BinaryPrimitives.ReadUInt16LittleEndian(body));
        return FrameError.None;
    }
}

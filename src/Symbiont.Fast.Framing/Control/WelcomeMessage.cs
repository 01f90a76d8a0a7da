using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Welcome"/>.
/// <code>
///  0     epoch u32 · the agent's own handle u32
///  8     router time i64, nanoseconds since 1970 UTC
/// </code>
/// </summary>
public readonly record struct WelcomeMessage(uint Epoch, uint Handle, long RouterTime)
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 16;

    /// <summary>The whole control message's length in bytes.</summary>
    public const int WireLength = ControlHeader.Size + Size;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        var header = new ControlHeader(ControlCode.Welcome, Size);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(body, Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], Handle);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], RouterTime);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out WelcomeMessage message)
    {
        message = default;
        if (body.Length != Size)
        {
            return FrameError.LengthOutOfRange;
        }

        message = new WelcomeMessage(
            BinaryPrimitives.ReadUInt32LittleEndian(body),
            BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
        return FrameError.None;
    }
}

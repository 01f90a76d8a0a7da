using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Ping"/> and <see cref="ControlCode.Pong"/>: token u64, which a pong repeats, and the
/// writer's time i64 in nanoseconds since 1970 UTC.
/// </summary>
public readonly record struct PingMessage(ControlCode Code, ulong Token, long Time)
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 16;

    /// <summary>The whole control message's length in bytes.</summary>
    public const int WireLength = ControlHeader.Size + Size;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        var header = new ControlHeader(Code, Size);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(body, Token);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], Time);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ControlCode code, ReadOnlySpan<byte> body, out PingMessage message)
    {
        message = default;
        if (body.Length != Size)
        {
            return FrameError.LengthOutOfRange;
        }

        message = new PingMessage(
            code, BinaryPrimitives.ReadUInt64LittleEndian(body), BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
        return FrameError.None;
    }
}

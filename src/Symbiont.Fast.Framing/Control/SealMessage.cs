using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.SealRequest"/> and <see cref="ControlCode.SealAnswer"/>.
/// <code>
///  0     handle u32: the destination's on the way to the router, the sender's on the way from it
///  4     seal id u32
///  8     Noise message; none in an answer that says that there is no such seal
/// </code>
/// A seal id's top bit is set when whoever wrote the message is the one who answers the handshake.
/// </summary>
public readonly ref struct SealMessage
{
    /// <summary>The longest Noise message, in bytes.</summary>
    public const int MaxNoise = ControlHeader.MaxBody - NoiseOffset;

    private const int SealOffset = 4;
    private const int NoiseOffset = SealOffset + 4;

    private readonly ReadOnlySpan<byte> _body;

    private SealMessage(ReadOnlySpan<byte> body) => _body = body;

    /// <summary>The other agent's handle.</summary>
    public uint Handle => BinaryPrimitives.ReadUInt32LittleEndian(_body);

    /// <summary>The seal's id, as its writer sees it.</summary>
    public uint SealId => BinaryPrimitives.ReadUInt32LittleEndian(_body[SealOffset..]);

    /// <summary>The Noise message; empty when there is no such seal.</summary>
    public ReadOnlySpan<byte> Noise => _body[NoiseOffset..];

    /// <summary>The whole control message's length in bytes.</summary>
    public static int WireLength(int noiseLength) =>
        new ControlHeader(ControlCode.SealRequest, NoiseOffset + noiseLength).WireLength;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(
        Span<byte> destination, ControlCode code, uint handle, uint sealId, ReadOnlySpan<byte> noise)
    {
        var header = new ControlHeader(code, NoiseOffset + noise.Length);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(body, handle);
        BinaryPrimitives.WriteUInt32LittleEndian(body[SealOffset..], sealId);
        noise.CopyTo(body[NoiseOffset..]);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ControlCode code, ReadOnlySpan<byte> body, out SealMessage message)
    {
        message = default;
        int least = code == ControlCode.SealRequest ? NoiseOffset + 1 : NoiseOffset;
        if (body.Length < least)
        {
            return FrameError.LengthOutOfRange;
        }

        var read = new SealMessage(body);
        bool fromResponder = (read.SealId & MessageFlagFields.FromResponder) != 0;
        bool idFits = (read.SealId & ~MessageFlagFields.FromResponder) != 0
            && (code == ControlCode.SealAnswer ? fromResponder || read.Noise.IsEmpty : !fromResponder);
        if (!idFits)
        {
            return FrameError.ReservedNotZero;
        }

        message = read;
        return FrameError.None;
    }
}

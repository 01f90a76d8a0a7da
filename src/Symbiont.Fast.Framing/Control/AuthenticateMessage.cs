using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Authenticate"/>: an Ed25519 signature, 64 bytes, by the agent's signing key over
/// <c>"symbiont.fast session 1"</c> ‖ handshake hash. In the longer form there follow what the session is to be (u8,
/// always 1: it displaces another), 0 (three bytes), the other's epoch (u32) and the proof (32 bytes).
/// </summary>
public static class AuthenticateMessage
{
    /// <summary>The shorter body's size in bytes: the signature.</summary>
    public const int Size = 64;

    /// <summary>The size of the proof in bytes.</summary>
    public const int ProofSize = 32;

    /// <summary>The longer body's size in bytes.</summary>
    public const int DisplacingSize = Size + 8 + ProofSize;

    private const int ModeOffset = Size;
    private const int EpochOffset = Size + 4;
    private const int ProofOffset = Size + 8;
    private const byte Displaces = 1;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> signature)
    {
        var header = new ControlHeader(ControlCode.Authenticate, Size);
        signature[..Size].CopyTo(header.Write(destination));
        return header.WireLength;
    }

    /// <summary>Writes the whole control message in its longer form; returns its length in bytes.</summary>
    /// <param name="destination">Receives the message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="epoch">The session to be displaced.</param>
    /// <param name="proof">Proves that the writer was its agent.</param>
    public static int WriteDisplacing(
        Span<byte> destination, ReadOnlySpan<byte> signature, uint epoch, ReadOnlySpan<byte> proof)
    {
        var header = new ControlHeader(ControlCode.Authenticate, DisplacingSize);
        Span<byte> body = header.Write(destination);
        signature[..Size].CopyTo(body);
        BinaryPrimitives.WriteUInt32LittleEndian(body[ModeOffset..], Displaces);
        BinaryPrimitives.WriteUInt32LittleEndian(body[EpochOffset..], epoch);
        proof[..ProofSize].CopyTo(body[ProofOffset..]);
        return header.WireLength;
    }

    /// <summary>Reads the body, in either form.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> signature)
    {
        signature = default;
        if (body.Length is not (Size or DisplacingSize))
        {
            return FrameError.LengthOutOfRange;
        }

        // The mode and the three zeros behind it, as one number.
        if (body.Length > Size && BinaryPrimitives.ReadUInt32LittleEndian(body[ModeOffset..]) != Displaces)
        {
            return FrameError.ReservedNotZero;
        }

        signature = body[..Size];
        return FrameError.None;
    }

    /// <summary>Reads what only the longer form has; false for the shorter one.</summary>
    /// <param name="body">A body that <see cref="TryRead"/> took.</param>
    /// <param name="epoch">The session to be displaced.</param>
    /// <param name="proof">The proof, 32 bytes.</param>
    public static bool TryReadDisplacing(ReadOnlySpan<byte> body, out uint epoch, out ReadOnlySpan<byte> proof)
    {
        bool displaces = body.Length == DisplacingSize;
        epoch = displaces ? BinaryPrimitives.ReadUInt32LittleEndian(body[EpochOffset..]) : 0;
        proof = displaces ? body[ProofOffset..] : default;
        return displaces;
    }
}

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Authenticate"/>: an Ed25519 signature, 64 bytes, by the agent's signing key over
/// <c>"symbiont.fast session 1"</c> ‖ handshake hash.
/// </summary>
public static class AuthenticateMessage
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = 64;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> signature)
    {
        var header = new ControlHeader(ControlCode.Authenticate, Size);
        signature[..Size].CopyTo(header.Write(destination));
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> signature)
    {
        signature = body.Length == Size ? body : default;
        return body.Length == Size ? FrameError.None : FrameError.LengthOutOfRange;
    }
}

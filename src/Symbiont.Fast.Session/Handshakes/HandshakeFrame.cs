using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The frame around a Noise message. Its header is no part of the Noise transcript, so that it is checked here.
/// </summary>
internal static class HandshakeFrame
{
    /// <summary>Takes the Noise message; false when these bytes are not exactly one handshake frame.</summary>
    public static bool TryTakeBody(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> body)
    {
        bool valid = FrameHeader.TryRead(frame, out FrameHeader header) == FrameError.None
            && header.Kind == FrameKind.Handshake && header.Length == frame.Length;
        body = valid ? frame[FrameHeader.Size..] : default;
        return valid;
    }

    /// <summary>Writes the header of a frame of <paramref name="length"/> bytes, header included.</summary>
    public static void WriteHeader(Span<byte> frame, int length) =>
        new FrameHeader(length, FrameKind.Handshake, 0).Write(frame);
}

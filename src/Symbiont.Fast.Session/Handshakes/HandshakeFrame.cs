using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The frame around a Noise message. Its header is no part of the Noise transcript, so that it is checked here.
/// </summary>
public static class HandshakeFrame
{
    /// <summary>
    /// Puts a handshake frame's body, which came as a control message, behind a frame header again; returns the frame.
    /// </summary>
    /// <param name="body">The body; at most <see cref="WireLimits.MaxHandshakeFrame"/> less the header.</param>
    /// <param name="frame">Receives the frame; at least <see cref="WireLimits.MaxHandshakeFrame"/> bytes.</param>
    public static ReadOnlySpan<byte> Wrap(ReadOnlySpan<byte> body, Span<byte> frame)
    {
        int length = FrameHeader.Size + body.Length;
        body.CopyTo(frame[FrameHeader.Size..]);
        WriteHeader(frame, length);
        return frame[..length];
    }

    /// <summary>Takes the Noise message; false when these bytes are not exactly one handshake frame.</summary>
    internal static bool TryTakeBody(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> body)
    {
        bool valid = FrameHeader.TryRead(frame, out FrameHeader header) == FrameError.None
            && header.Kind == FrameKind.Handshake && header.Length == frame.Length;
        body = valid ? frame[FrameHeader.Size..] : default;
        return valid;
    }

    /// <summary>Writes the header of a frame of <paramref name="length"/> bytes, header included.</summary>
    internal static void WriteHeader(Span<byte> frame, int length) =>
        new FrameHeader(length, FrameKind.Handshake, 0).Write(frame);
}

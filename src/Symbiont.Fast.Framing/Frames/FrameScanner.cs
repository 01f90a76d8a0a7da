namespace Symbiont.Fast.Framing;

/// <summary>Finds frames in a stream of bytes. Pure: it keeps no state and does no I/O.</summary>
public static class FrameScanner
{
    /// <summary>
    /// Looks for one whole frame at the start of <paramref name="received"/>.
    /// </summary>
    /// <param name="received">The bytes received so far and not yet consumed.</param>
    /// <param name="frame">The whole frame, header included, when the result is <see cref="FrameError.None"/>.</param>
    /// <param name="header">The frame's header.</param>
    /// <returns>
    /// <see cref="FrameError.None"/> with a frame; <see cref="FrameError.Truncated"/> when more bytes are needed;
    /// anything else when the stream can never become a frame and must be closed.
    /// </returns>
    public static FrameError TryRead(
        ReadOnlySpan<byte> received, out ReadOnlySpan<byte> frame, out FrameHeader header)
    {
        frame = default;
        FrameError error = FrameHeader.TryRead(received, out header);
        if (error != FrameError.None)
        {
            return error;
        }

        if (received.Length < header.Length)
        {
            return FrameError.Truncated;
        }

        frame = received[..header.Length];
        return FrameError.None;
    }
}

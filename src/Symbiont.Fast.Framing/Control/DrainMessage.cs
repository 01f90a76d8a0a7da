namespace Symbiont.Fast.Framing;

/// <summary><see cref="ControlCode.Drain"/> has an empty body.</summary>
public static class DrainMessage
{
    /// <summary>The whole control message's length in bytes.</summary>
    public const int WireLength = ControlHeader.Size;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(Span<byte> destination)
    {
        var header = new ControlHeader(ControlCode.Drain, 0);
        header.Write(destination);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? FrameError.None : FrameError.LengthOutOfRange;
}

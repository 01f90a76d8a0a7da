namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Rehandshake"/>: a step of a handshake inside a live session.
/// <code>
///  0     step u8 · 0, seven bytes
///  8     steps 1 to 3: what the body of that handshake frame would be; step 4: nothing
/// </code>
/// Eight bytes stand before what a handshake frame's header of eight bytes stands before, so the limits are the same.
/// </summary>
public readonly ref struct RehandshakeMessage
{
    /// <summary>The agent's hello and Noise message 1.</summary>
    public const byte First = 1;

    /// <summary>The router's Noise message 2.</summary>
    public const byte Second = 2;

    /// <summary>The agent's Noise message 3, with its credential: its last record under the old keys.</summary>
    public const byte Third = 3;

    /// <summary>The router has accepted: its last record under the old keys.</summary>
    public const byte Done = 4;

    private const int PrefixSize = 8;

    private RehandshakeMessage(byte step, ReadOnlySpan<byte> noise)
    {
        Step = step;
        Noise = noise;
    }

    /// <summary>Which step it is.</summary>
    public byte Step { get; }

    /// <summary>True when this step comes from the agent.</summary>
    public bool IsFromAgent => Step is First or Third;

    /// <summary>The handshake frame's body; empty in step 4.</summary>
    public ReadOnlySpan<byte> Noise { get; }

    /// <summary>The whole control message's length in bytes, for so many bytes of Noise.</summary>
    public static int WireLength(int noiseLength) =>
        new ControlHeader(ControlCode.Rehandshake, PrefixSize + noiseLength).WireLength;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(Span<byte> destination, byte step, ReadOnlySpan<byte> noise)
    {
        var header = new ControlHeader(ControlCode.Rehandshake, PrefixSize + noise.Length);
        Span<byte> body = header.Write(destination);
        body[..PrefixSize].Clear();
        body[0] = step;
        noise.CopyTo(body[PrefixSize..]);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out RehandshakeMessage message)
    {
        message = default;
        if (body.Length < PrefixSize)
        {
            return FrameError.Truncated;
        }

        if (body[0] is < First or > Done || body[1..PrefixSize].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        if ((body[0] == Done) != (body.Length == PrefixSize))
        {
            return FrameError.LengthOutOfRange;
        }

        message = new RehandshakeMessage(body[0], body[PrefixSize..]);
        return FrameError.None;
    }
}

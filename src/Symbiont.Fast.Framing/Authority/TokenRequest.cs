using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of an operator's request for a bootstrap token, and how a token's grant is kept. Any thread.
/// <code>
///   0     version u8 = 1 · tier u8 · clearance u8 · capability count u8 · name length u16 · capability bytes u16
///   8     lifetime i64, nanoseconds (in the authority's state: when it ends, nanoseconds since 1970 UTC)
///  16     name in ASCII, then the capabilities, each length u8 and ASCII; zeros to a multiple of 8
/// </code>
/// The response's body is the token, 32 bytes, and when it ends, i64.
/// </summary>
public static class TokenRequest
{
    /// <summary>The size of the response's body in bytes.</summary>
    public const int ResponseSize = 32 + sizeof(long);

    private const int TimeOffset = IdentityText.HeadSize;
    private const int TextOffset = TimeOffset + 8;

    /// <summary>Reads and checks the layout.</summary>
    /// <param name="source">The body and nothing else.</param>
    /// <param name="time">Lifetime or end.</param>
    /// <param name="grant">The most that the token's agent may be.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out long time, out AgentIdentity? grant)
    {
        FrameError error = IdentityText.TryRead(source, TextOffset, 0, out _, out grant);
        time = error == FrameError.None ? BinaryPrimitives.ReadInt64LittleEndian(source[TimeOffset..]) : 0;
        return error;
    }

    /// <summary>Writes a body.</summary>
    /// <exception cref="ArgumentException">The identity does not fit a credential.</exception>
    public static byte[] Compose(AgentIdentity grant, long time)
    {
        byte[] body = new byte[TextOffset + IdentityText.TextLength(grant)];
        IdentityText.Write(body, TextOffset, grant);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(TimeOffset), time);
        return body;
    }
}

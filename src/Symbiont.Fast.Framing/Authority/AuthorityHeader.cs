using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The header of a request to the authority and of its response. One request and one response a connection. Any thread.
/// <code>
///   0     length u32, the header included
///   4     version u8 = 1
///   5     code u8: a request's kind, a response's status
///   6     0 u16
/// </code>
/// </summary>
/// <param name="Length">The whole message's length in bytes.</param>
/// <param name="Code">The kind or the status.</param>
public readonly record struct AuthorityHeader(int Length, byte Code)
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>The longest request in bytes: an unproven peer gets no larger buffer.</summary>
    public const int MaxRequest = 1024;

    /// <summary>The longest response in bytes.</summary>
    public const int MaxResponse = 64 * 1024;

    private const byte Version = 1;

    /// <summary>Reads a header.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes, or what there is.</param>
    /// <param name="limit"><see cref="MaxRequest"/> or <see cref="MaxResponse"/>.</param>
    /// <param name="header">The header.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, int limit, out AuthorityHeader header)
    {
        header = default;
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        if (source[4] != Version)
        {
            return FrameError.UnsupportedVersion;
        }

        if (source[6] != 0 || source[7] != 0)
        {
            return FrameError.ReservedNotZero;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (length < Size || length > limit)
        {
            return FrameError.LengthOutOfRange;
        }

        header = new AuthorityHeader((int)length, source[5]);
        return FrameError.None;
    }

    /// <summary>A whole message: header and body.</summary>
    /// <exception cref="ArgumentException">It would be longer than <see cref="MaxResponse"/>.</exception>
    public static byte[] Compose(byte code, ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxResponse - Size)
        {
            throw new ArgumentException("A message to or from the authority has at most 64 KiB.", nameof(body));
        }

        byte[] message = new byte[Size + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, (uint)message.Length);
        message[4] = Version;
        message[5] = code;
        body.CopyTo(message.AsSpan(Size));
        return message;
    }
}

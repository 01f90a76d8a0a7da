using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of a request for a credential that takes over from another. It names no keys: the new credential has the
/// keys, name and rights of the old one. A view over borrowed bytes; any thread.
/// <code>
///   0     version u8 = 1 · 0, seven bytes
///   8     serial u64 of the credential that the agent has
///  16     time i64, nanoseconds since 1970 UTC; greater than in every request of this agent before
///  24     the agent's Ed25519 signature, 64 bytes, over "symbiont.fast renewal 1" ‖ bytes 0 to 23
/// </code>
/// </summary>
public readonly ref struct RenewalRequest
{
    /// <summary>The body's size in bytes.</summary>
    public const int Size = SignatureOffset + SignatureSize;

    private const byte LayoutVersion = 1;
    private const int SignatureSize = 64;
    private const int SerialOffset = 8;
    private const int TimeOffset = SerialOffset + 8;
    private const int SignatureOffset = TimeOffset + 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private RenewalRequest(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The serial of the credential that the agent has.</summary>
    public ulong Serial => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[SerialOffset..]);

    /// <summary>When the agent made the request, in nanoseconds since 1970 UTC.</summary>
    public long Time => BinaryPrimitives.ReadInt64LittleEndian(_bytes[TimeOffset..]);

    /// <summary>What the agent signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => _bytes[..SignatureOffset];

    /// <summary>The agent's signature.</summary>
    public ReadOnlySpan<byte> Signature => _bytes[SignatureOffset..];

    /// <summary>Reads and checks the layout, not the signature.</summary>
    /// <param name="source">The body and nothing else.</param>
    /// <param name="request">The request, in place.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out RenewalRequest request)
    {
        request = default;
        if (source.Length != Size)
        {
            return source.Length < Size ? FrameError.Truncated : FrameError.TrailingBytes;
        }

        if (source[0] != LayoutVersion)
        {
            return FrameError.UnsupportedVersion;
        }

        if (source[1..SerialOffset].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        request = new RenewalRequest(source);
        return FrameError.None;
    }

    /// <summary>A body whose signature is still zero.</summary>
    public static byte[] Compose(ulong serial, long time)
    {
        byte[] body = new byte[Size];
        body[0] = LayoutVersion;
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(SerialOffset), serial);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(TimeOffset), time);
        return body;
    }
}

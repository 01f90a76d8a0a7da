using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of a request for a first credential. A view over borrowed bytes; any thread.
/// <code>
///   0     version u8 = 1 · tier u8 · clearance u8 · capability count u8 · name length u16 · capability bytes u16
///   8     token id u64
///  16     the agent's new Ed25519 key, 32 bytes
///  48     the agent's new X25519 key, 32 bytes
///  80     name in ASCII, then the capabilities, each length u8 and ASCII; zeros to a multiple of 8
///   p     proof of possession, 64 bytes: the Ed25519 key's signature over "symbiont.fast enrolment 1" ‖ bytes 0 to p-1
///  p+64   HMAC-SHA256, 32 bytes, under the token over "symbiont.fast bootstrap 1" ‖ bytes 0 to p+63
/// </code>
/// </summary>
public readonly ref struct EnrolmentRequest
{
    /// <summary>The length of the proof of possession in bytes.</summary>
    public const int ProofSize = 64;

    /// <summary>The length of the HMAC in bytes.</summary>
    public const int MacSize = 32;

    private const int TokenIdOffset = IdentityText.HeadSize;
    private const int SigningKeyOffset = TokenIdOffset + 8;
    private const int StaticKeyOffset = SigningKeyOffset + 32;
    private const int TextOffset = StaticKeyOffset + 32;

    private readonly ReadOnlySpan<byte> _bytes;

    private EnrolmentRequest(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Which token authenticates it.</summary>
    public ulong TokenId => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TokenIdOffset..]);

    /// <summary>The agent's Ed25519 public key.</summary>
    public ReadOnlySpan<byte> SigningKey => _bytes.Slice(SigningKeyOffset, 32);

    /// <summary>The agent's X25519 public key.</summary>
    public ReadOnlySpan<byte> StaticKey => _bytes.Slice(StaticKeyOffset, 32);

    /// <summary>What the agent signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => _bytes[..^(ProofSize + MacSize)];

    /// <summary>The proof of possession.</summary>
    public ReadOnlySpan<byte> Proof => _bytes[^(ProofSize + MacSize)..^MacSize];

    /// <summary>What the HMAC covers.</summary>
    public ReadOnlySpan<byte> AuthenticatedBytes => _bytes[..^MacSize];

    /// <summary>The HMAC.</summary>
    public ReadOnlySpan<byte> Mac => _bytes[^MacSize..];

    /// <summary>Reads and checks the layout, neither proof nor HMAC.</summary>
    /// <param name="source">The body and nothing else.</param>
    /// <param name="request">The request, in place.</param>
    /// <param name="identity">Who the agent wants to be.</param>
    public static FrameError TryRead(
        ReadOnlySpan<byte> source, out EnrolmentRequest request, out AgentIdentity? identity)
    {
        FrameError error = IdentityText.TryRead(source, TextOffset, ProofSize + MacSize, out _, out identity);
        request = error == FrameError.None ? new EnrolmentRequest(source) : default;
        return error;
    }

    /// <summary>A body in which proof and HMAC are still zero.</summary>
    /// <exception cref="ArgumentException">The identity does not fit a credential.</exception>
    public static byte[] Compose(
        AgentIdentity identity, ulong tokenId, ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey)
    {
        byte[] body = new byte[TextOffset + IdentityText.TextLength(identity) + ProofSize + MacSize];
        IdentityText.Write(body, TextOffset, identity);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(TokenIdOffset), tokenId);
        signingKey[..32].CopyTo(body.AsSpan(SigningKeyOffset));
        staticKey[..32].CopyTo(body.AsSpan(StaticKeyOffset));
        return body;
    }
}

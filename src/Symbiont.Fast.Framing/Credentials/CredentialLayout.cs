using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The fixed binary layout of an agent's credential.
/// <code>
///   0     version u8 = 1 · tier u8 · clearance u8 · capability count u8 · name length u16 · capability bytes u16
///   8     serial u64
///  16     not before i64 · not after i64, nanoseconds since 1970 UTC
///  32     agent's Ed25519 signing key, 32 bytes
///  64     agent's X25519 static key, 32 bytes
///  96     name in ASCII, then the capabilities, each length u8 and ASCII; zeros to a multiple of 8
///   c     issuer certificate, 112 bytes: issuer key (32) · not before i64 · not after i64 · operator signature (64)
///   c+112 issuer signature, 64 bytes, over "symbiont.fast credential 1" ‖ everything before it
/// </code>
/// The operator signs <c>"symbiont.fast issuer 1"</c> ‖ the certificate's first 48 bytes. Verifying the signatures is
/// the session's work; this type only reads and writes.
/// </summary>
public readonly ref struct CredentialLayout
{
    /// <summary>The longest credential, in bytes.</summary>
    public const int MaxSize = 1024;

    /// <summary>The most capabilities.</summary>
    public const int MaxCapabilities = 32;

    /// <summary>The issuer certificate's size in bytes.</summary>
    public const int IssuerCertificateSize = 112;

    /// <summary>How much of the issuer certificate the operator signs, in bytes.</summary>
    public const int IssuerSignedSize = 48;

    /// <summary>The longest name with capabilities, padding included, in bytes.</summary>
    internal const int MaxText = MaxSize - NameOffset - IssuerCertificateSize - SignatureSize;

    private const int SignatureSize = 64;
    private const int SerialOffset = 8;
    private const int NotBeforeOffset = SerialOffset + 8;
    private const int NotAfterOffset = NotBeforeOffset + 8;
    private const int SigningKeyOffset = NotAfterOffset + 8;
    private const int StaticKeyOffset = SigningKeyOffset + 32;
    private const int NameOffset = StaticKeyOffset + 32;

    private readonly ReadOnlySpan<byte> _bytes;

    private CredentialLayout(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The whole credential.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The issuer's serial number.</summary>
    public ulong Serial => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[SerialOffset..]);

    /// <summary>Start of validity, in nanoseconds since 1970 UTC.</summary>
    public long NotBefore => BinaryPrimitives.ReadInt64LittleEndian(_bytes[NotBeforeOffset..]);

    /// <summary>End of validity, in nanoseconds since 1970 UTC.</summary>
    public long NotAfter => BinaryPrimitives.ReadInt64LittleEndian(_bytes[NotAfterOffset..]);

    /// <summary>The agent's Ed25519 public key.</summary>
    public ReadOnlySpan<byte> SigningKey => _bytes.Slice(SigningKeyOffset, 32);

    /// <summary>The agent's X25519 public key.</summary>
    public ReadOnlySpan<byte> StaticKey => _bytes.Slice(StaticKeyOffset, 32);

    /// <summary>The issuer certificate.</summary>
    public ReadOnlySpan<byte> IssuerCertificate =>
        _bytes[^(IssuerCertificateSize + SignatureSize)..^SignatureSize];

    /// <summary>The issuer's Ed25519 public key.</summary>
    public ReadOnlySpan<byte> IssuerKey => IssuerCertificate[..32];

    /// <summary>Start of the issuer's validity, in nanoseconds since 1970 UTC.</summary>
    public long IssuerNotBefore => BinaryPrimitives.ReadInt64LittleEndian(IssuerCertificate[32..]);

    /// <summary>End of the issuer's validity, in nanoseconds since 1970 UTC.</summary>
    public long IssuerNotAfter => BinaryPrimitives.ReadInt64LittleEndian(IssuerCertificate[40..]);

    /// <summary>The operator's signature over the issuer certificate.</summary>
    public ReadOnlySpan<byte> OperatorSignature => IssuerCertificate[IssuerSignedSize..];

    /// <summary>What the issuer signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => _bytes[..^SignatureSize];

    /// <summary>The issuer's signature.</summary>
    public ReadOnlySpan<byte> IssuerSignature => _bytes[^SignatureSize..];

    /// <summary>Reads and checks the layout, not the signatures.</summary>
    /// <param name="source">The credential and nothing else.</param>
    /// <param name="credential">The credential, in place.</param>
    /// <param name="identity">Who it is about.</param>
    public static FrameError TryRead(
        ReadOnlySpan<byte> source, out CredentialLayout credential, out AgentIdentity? identity)
    {
        credential = default;
        identity = null;
        if (source.Length > MaxSize)
        {
            return FrameError.LengthOutOfRange;
        }

        FrameError error = IdentityText.TryRead(
            source, NameOffset, IssuerCertificateSize + SignatureSize, out _, out identity);
        if (error == FrameError.None)
        {
            credential = new CredentialLayout(source);
        }

        return error;
    }

    /// <summary>Writes everything up to the issuer certificate; returns its length in bytes.</summary>
    /// <exception cref="ArgumentException">The capabilities are too many or too long for a credential.</exception>
    public static int WriteBody(
        Span<byte> destination, AgentIdentity identity, ulong serial, long notBefore, long notAfter,
        ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey)
    {
        int length = IdentityText.Write(destination, NameOffset, identity);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[SerialOffset..], serial);
        BinaryPrimitives.WriteInt64LittleEndian(destination[NotBeforeOffset..], notBefore);
        BinaryPrimitives.WriteInt64LittleEndian(destination[NotAfterOffset..], notAfter);
        signingKey[..32].CopyTo(destination[SigningKeyOffset..]);
        staticKey[..32].CopyTo(destination[StaticKeyOffset..]);
        return length;
    }
}

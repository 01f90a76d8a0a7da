using System.Buffers.Binary;
using System.Text;

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

    private const byte LayoutVersion = 1;
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
        if (source.Length is < NameOffset or > MaxSize || source[0] != LayoutVersion)
        {
            return source.Length > MaxSize ? FrameError.LengthOutOfRange
                : source.Length < NameOffset ? FrameError.Truncated
                : FrameError.UnsupportedVersion;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        int capabilityBytes = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        int textEnd = NameOffset + nameLength + capabilityBytes;
        int end = WireLimits.Align(textEnd);
        if (source.Length != end + IssuerCertificateSize + SignatureSize)
        {
            return FrameError.LengthOutOfRange;
        }

        if (source[textEnd..end].ContainsAnyExcept((byte)0))
        {
            return FrameError.PaddingNotZero;
        }

        FrameError error = ReadIdentity(source, nameLength, capabilityBytes, out identity);
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
        string name = identity.Name.ToString();
        int capabilityBytes = identity.Capabilities.Sum(capability => 1 + capability.Name.Length);
        int length = WireLimits.Align(NameOffset + name.Length + capabilityBytes);
        bool fits = identity.Capabilities.Count <= MaxCapabilities
            && length + IssuerCertificateSize + SignatureSize <= MaxSize;
        if (!fits)
        {
            throw new ArgumentException("The capabilities do not fit a credential.", nameof(identity));
        }

        destination[..length].Clear();
        destination[0] = LayoutVersion;
        destination[1] = (byte)identity.Tier;
        destination[2] = (byte)identity.SecurityClearance;
        destination[3] = (byte)identity.Capabilities.Count;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)capabilityBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[SerialOffset..], serial);
        BinaryPrimitives.WriteInt64LittleEndian(destination[NotBeforeOffset..], notBefore);
        BinaryPrimitives.WriteInt64LittleEndian(destination[NotAfterOffset..], notAfter);
        signingKey[..32].CopyTo(destination[SigningKeyOffset..]);
        staticKey[..32].CopyTo(destination[StaticKeyOffset..]);
        Span<byte> text = destination[NameOffset..];
        text = text[Encoding.ASCII.GetBytes(name, text)..];
        foreach (Capability capability in identity.Capabilities)
        {
            text[0] = (byte)capability.Name.Length;
            Encoding.ASCII.GetBytes(capability.Name, text[1..]);
            text = text[(1 + capability.Name.Length)..];
        }

        return length;
    }

    private static FrameError ReadIdentity(
        ReadOnlySpan<byte> source, int nameLength, int capabilityBytes, out AgentIdentity? identity)
    {
        identity = null;
        string text = Encoding.ASCII.GetString(source.Slice(NameOffset, nameLength));
        if (!AgentName.TryParse(text, out AgentName? name) || (SandboxTier)source[1] != name.Tier)
        {
            return FrameError.BadText;
        }

        var clearance = (SecurityLevel)source[2];
        if (!Vocabulary.IsDefined(clearance))
        {
            return FrameError.UnknownSecurityLevel;
        }

        int count = source[3];
        if (count > MaxCapabilities)
        {
            return FrameError.CountMismatch;
        }

        var capabilities = new List<Capability>(count);
        ReadOnlySpan<byte> rest = source.Slice(NameOffset + nameLength, capabilityBytes);
        for (int i = 0; i < count; i++)
        {
            if (rest.IsEmpty || rest.Length < 1 + rest[0])
            {
                return FrameError.Truncated;
            }

            if (!Capability.TryParse(Encoding.ASCII.GetString(rest.Slice(1, rest[0])), out Capability capability))
            {
                return FrameError.BadText;
            }

            capabilities.Add(capability);
            rest = rest[(1 + rest[0])..];
        }

        if (!rest.IsEmpty)
        {
            return FrameError.TrailingBytes;
        }

        identity = new AgentIdentity(name, clearance, capabilities);
        return FrameError.None;
    }
}

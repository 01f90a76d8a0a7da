using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The fixed binary layout of a revocation list: the serials of credentials that are refused although their validity is
/// not over. It is a whole list, not a change of the one before. A view over borrowed bytes; any thread.
/// <code>
///   0     version u8 = 1 · 0, three bytes · count u32, at most 65,536
///   8     number u64, from 1; each list's is greater than that of the list before
///  16     issued at i64, nanoseconds since 1970 UTC
///  24     issuer certificate, 112 bytes, as in a credential
/// 136     serials, u64 each, strictly ascending
///   e     issuer signature, 64 bytes, over "symbiont.fast revocations 1" ‖ everything before it
/// </code>
/// Serials are those of any issuer of the operator: they are random numbers of 64 bits. Verifying the signatures is the
/// session's work; this type only reads and writes.
/// </summary>
public readonly ref struct RevocationList
{
    /// <summary>The most serials in a list.</summary>
    public const int MaxSerials = 65_536;

    /// <summary>The longest list, in bytes.</summary>
    public const int MaxSize = SerialsOffset + (MaxSerials * sizeof(ulong)) + SignatureSize;

    /// <summary>The shortest list, which revokes nothing, in bytes.</summary>
    public const int MinSize = SerialsOffset + SignatureSize;

    private const byte LayoutVersion = 1;
    private const int SignatureSize = 64;
    private const int CountOffset = 4;
    private const int NumberOffset = CountOffset + 4;
    private const int IssuedAtOffset = NumberOffset + 8;
    private const int CertificateOffset = IssuedAtOffset + 8;
    private const int SerialsOffset = CertificateOffset + CredentialLayout.IssuerCertificateSize;

    private readonly ReadOnlySpan<byte> _bytes;

    private RevocationList(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The whole list.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>How many serials it has.</summary>
    public int Count => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[CountOffset..]);

    /// <summary>The list's number; the greater one is the newer.</summary>
    public ulong Number => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[NumberOffset..]);

    /// <summary>When it was signed, in nanoseconds since 1970 UTC.</summary>
    public long IssuedAt => BinaryPrimitives.ReadInt64LittleEndian(_bytes[IssuedAtOffset..]);

    /// <summary>The certificate of the issuer that signed it.</summary>
    public ReadOnlySpan<byte> IssuerCertificate =>
        _bytes.Slice(CertificateOffset, CredentialLayout.IssuerCertificateSize);

    /// <summary>Start of the issuer's validity, in nanoseconds since 1970 UTC.</summary>
    public long IssuerNotBefore => BinaryPrimitives.ReadInt64LittleEndian(IssuerCertificate[32..]);

    /// <summary>End of the issuer's validity, in nanoseconds since 1970 UTC.</summary>
    public long IssuerNotAfter => BinaryPrimitives.ReadInt64LittleEndian(IssuerCertificate[40..]);

    /// <summary>What the issuer signs.</summary>
    public ReadOnlySpan<byte> SignedBytes => _bytes[..^SignatureSize];

    /// <summary>The issuer's signature.</summary>
    public ReadOnlySpan<byte> IssuerSignature => _bytes[^SignatureSize..];

    /// <summary>The serial at <paramref name="index"/>, of <see cref="Count"/>.</summary>
    public ulong Serial(int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Slice(SerialsOffset + (index * sizeof(ulong)), sizeof(ulong)));

    /// <summary>The length of a list of <paramref name="count"/> serials, in bytes.</summary>
    public static int SizeOf(int count) => MinSize + (count * sizeof(ulong));

    /// <summary>Reads and checks the layout, not the signatures.</summary>
    /// <param name="source">The list and nothing else.</param>
    /// <param name="list">The list, in place.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out RevocationList list)
    {
        list = default;
        if (source.Length < MinSize)
        {
            return FrameError.Truncated;
        }

        if (source[0] != LayoutVersion)
        {
            return FrameError.UnsupportedVersion;
        }

        if (source[1..CountOffset].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(source[CountOffset..]);
        if (count > MaxSerials || source.Length != SizeOf((int)count))
        {
            return FrameError.LengthOutOfRange;
        }

        var read = new RevocationList(source);
        if (read.Number == 0 || !read.IsAscending())
        {
            return FrameError.SequenceMismatch;
        }

        list = read;
        return FrameError.None;
    }

    /// <summary>Writes everything up to the signature; returns its length in bytes.</summary>
    /// <param name="destination">At least <see cref="SizeOf"/> bytes, the signature's included.</param>
    /// <param name="number">The list's number, from 1.</param>
    /// <param name="issuedAt">Now, in nanoseconds since 1970 UTC.</param>
    /// <param name="issuerCertificate">The issuer's certificate.</param>
    /// <param name="serials">The serials, strictly ascending, at most <see cref="MaxSerials"/>.</param>
    /// <exception cref="ArgumentException">The serials are too many or out of order, or the number is 0.</exception>
    public static int WriteBody(
        Span<byte> destination, ulong number, long issuedAt, ReadOnlySpan<byte> issuerCertificate,
        ReadOnlySpan<ulong> serials)
    {
        if (serials.Length > MaxSerials || number == 0)
        {
            throw new ArgumentException("A list has a number from 1 and at most 65,536 serials.", nameof(serials));
        }

        destination[..CountOffset].Clear();
        destination[0] = LayoutVersion;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CountOffset..], (uint)serials.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[NumberOffset..], number);
        BinaryPrimitives.WriteInt64LittleEndian(destination[IssuedAtOffset..], issuedAt);
        issuerCertificate[..CredentialLayout.IssuerCertificateSize].CopyTo(destination[CertificateOffset..]);
        int at = SerialsOffset;
        for (int i = 0; i < serials.Length; i++)
        {
            if (i > 0 && serials[i] <= serials[i - 1])
            {
                throw new ArgumentException("Serials ascend.", nameof(serials));
            }

            BinaryPrimitives.WriteUInt64LittleEndian(destination[at..], serials[i]);
            at += sizeof(ulong);
        }

        return at;
    }

    // One order and no repetition: one text for one set, and a reader may search it.
    private bool IsAscending()
    {
        for (int i = 1; i < Count; i++)
        {
            if (Serial(i) <= Serial(i - 1))
            {
                return false;
            }
        }

        return true;
    }
}

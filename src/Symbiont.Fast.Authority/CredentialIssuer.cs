using System.Buffers.Binary;
using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Issues agents' credentials under a certificate that the operator signed. It decides nothing about who deserves one.
/// It owns the signing key. Any thread may issue.
/// </summary>
public sealed class CredentialIssuer : IDisposable
{
    private const int NotBeforeOffset = 32;
    private const int NotAfterOffset = NotBeforeOffset + sizeof(long);
    private const int KeySize = 32;

    private readonly SigningKey _issuer;
    private readonly byte[] _certificate;

    /// <summary>Takes an issuer's key and the certificate that goes with it.</summary>
    /// <param name="issuer">The issuer's key, owned from now on.</param>
    /// <param name="issuerCertificate">What <see cref="OperatorKey.CertifyIssuer"/> returned for it.</param>
    /// <exception cref="ArgumentException">The certificate has another length or is another key's.</exception>
    public CredentialIssuer(SigningKey issuer, byte[] issuerCertificate)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(issuerCertificate);
        bool fits = issuerCertificate.Length == CredentialLayout.IssuerCertificateSize
            && issuerCertificate.AsSpan(0, KeySize).SequenceEqual(issuer.PublicKey);
        if (!fits)
        {
            throw new ArgumentException("The certificate is not the issuer key's.", nameof(issuerCertificate));
        }

        _issuer = issuer;
        _certificate = [.. issuerCertificate];
        NotBefore = BinaryPrimitives.ReadInt64LittleEndian(_certificate.AsSpan(NotBeforeOffset));
        NotAfter = BinaryPrimitives.ReadInt64LittleEndian(_certificate.AsSpan(NotAfterOffset));
    }

    /// <summary>The earliest start of validity that it may give, in nanoseconds since 1970 UTC.</summary>
    public long NotBefore { get; }

    /// <summary>The latest end of validity that it may give, in nanoseconds since 1970 UTC.</summary>
    public long NotAfter { get; }

    /// <summary>Issues a credential with a random serial number.</summary>
    /// <inheritdoc cref="Issue(AgentIdentity, ReadOnlySpan{byte}, ReadOnlySpan{byte}, ulong, long, long)"/>
    public byte[] Issue(
        AgentIdentity identity, ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey, long notBefore,
        long notAfter)
    {
        Span<byte> serial = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(serial);
        return Issue(
            identity, signingKey, staticKey, BinaryPrimitives.ReadUInt64LittleEndian(serial), notBefore, notAfter);
    }

    /// <summary>Issues a credential, laid out as <see cref="CredentialLayout"/> describes it.</summary>
    /// <param name="identity">Who it is about and what they may do.</param>
    /// <param name="signingKey">The agent's Ed25519 public key, 32 bytes.</param>
    /// <param name="staticKey">The agent's X25519 public key, 32 bytes.</param>
    /// <param name="serial">The credential's number, by which it can be revoked.</param>
    /// <param name="notBefore">Start of validity, in nanoseconds since 1970 UTC.</param>
    /// <param name="notAfter">End of validity, in nanoseconds since 1970 UTC.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">
    /// A key is none, the validity is empty or reaches beyond the issuer's own, or the identity does not fit.
    /// </exception>
    public byte[] Issue(
        AgentIdentity identity, ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey, ulong serial,
        long notBefore, long notAfter)
    {
        ArgumentNullException.ThrowIfNull(identity);
        CheckKeys(signingKey, staticKey);
        CheckValidity(notBefore, notAfter);

        Span<byte> body = stackalloc byte[CredentialLayout.MaxSize];
        int length = CredentialLayout.WriteBody(body, identity, serial, notBefore, notAfter, signingKey, staticKey);
        int signedLength = length + _certificate.Length;
        byte[] credential = new byte[signedLength + SigningKey.SignatureSize];
        body[..length].CopyTo(credential);
        _certificate.CopyTo(credential, length);

        byte[] statement = [.. SignatureDomains.Credential, .. credential.AsSpan(0, signedLength)];
        _issuer.Sign(statement, credential.AsSpan(signedLength));

        // An identity put together from undefined values would make a credential that nobody can read.
        return CredentialLayout.TryRead(credential, out _, out _) == FrameError.None
            ? credential
            : throw new ArgumentException("The identity does not fit a credential.", nameof(identity));
    }

    /// <summary>Signs a revocation list, laid out as <see cref="RevocationList"/> describes it.</summary>
    /// <param name="number">The list's number, greater than every one before.</param>
    /// <param name="issuedAt">Now, in nanoseconds since 1970 UTC.</param>
    /// <param name="serials">What is revoked, strictly ascending.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">The serials are too many or out of order, or the number is 0.</exception>
    public byte[] SignRevocations(ulong number, long issuedAt, ReadOnlySpan<ulong> serials)
    {
        byte[] list = new byte[RevocationList.SizeOf(serials.Length)];
        int length = RevocationList.WriteBody(list, number, issuedAt, _certificate, serials);
        byte[] statement = [.. SignatureDomains.Revocations, .. list.AsSpan(0, length)];
        _issuer.Sign(statement, list.AsSpan(length));
        return list;
    }

    /// <summary>Wipes the issuer's secret key.</summary>
    public void Dispose() => _issuer.Dispose();

    private static void CheckKeys(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey)
    {
        if (!VerificationKey.TryImport(signingKey, out _))
        {
            throw new ArgumentException("A signing key is an Ed25519 public key.", nameof(signingKey));
        }

        if (staticKey.Length != KeySize)
        {
            throw new ArgumentException("A static key is an X25519 public key of 32 bytes.", nameof(staticKey));
        }
    }

    private void CheckValidity(long notBefore, long notAfter)
    {
        if (notAfter <= notBefore)
        {
            throw new ArgumentException("A credential's validity must end after it starts.", nameof(notAfter));
        }

        if (notBefore < NotBefore || notAfter > NotAfter)
        {
            throw new ArgumentException("A credential may not be valid when its issuer is not.", nameof(notAfter));
        }
    }
}

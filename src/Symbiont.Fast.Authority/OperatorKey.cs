using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// The root of trust: an offline Ed25519 key whose public half every router and agent is provisioned with. All it does
/// is certify issuers. It owns the signing key.
/// </summary>
/// <param name="key">The operator's key.</param>
public sealed class OperatorKey(SigningKey key) : IDisposable
{
    private const int NotBeforeOffset = 32;
    private const int NotAfterOffset = NotBeforeOffset + sizeof(long);

    /// <summary>The public half, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => key.PublicKey;

    /// <summary>
    /// Makes an issuer certificate as <see cref="CredentialLayout"/> describes it: issuer key, validity, and a
    /// signature over <see cref="SignatureDomains.Issuer"/> ‖ the first 48 bytes.
    /// </summary>
    /// <param name="issuerPublicKey">The issuer's Ed25519 key, 32 bytes.</param>
    /// <param name="notBefore">Start of validity, in nanoseconds since 1970 UTC.</param>
    /// <param name="notAfter">End of validity, in nanoseconds since 1970 UTC.</param>
    /// <returns>The certificate, <see cref="CredentialLayout.IssuerCertificateSize"/> bytes.</returns>
    /// <exception cref="ArgumentException">The key is none, or the validity ends before it starts.</exception>
    public byte[] CertifyIssuer(ReadOnlySpan<byte> issuerPublicKey, long notBefore, long notAfter)
    {
        if (!VerificationKey.TryImport(issuerPublicKey, out _))
        {
            throw new ArgumentException("An issuer's key is an Ed25519 public key.", nameof(issuerPublicKey));
        }

        if (notAfter <= notBefore)
        {
            throw new ArgumentException("A certificate's validity must end after it starts.", nameof(notAfter));
        }

        byte[] certificate = new byte[CredentialLayout.IssuerCertificateSize];
        issuerPublicKey.CopyTo(certificate);
        BinaryPrimitives.WriteInt64LittleEndian(certificate.AsSpan(NotBeforeOffset), notBefore);
        BinaryPrimitives.WriteInt64LittleEndian(certificate.AsSpan(NotAfterOffset), notAfter);
        byte[] statement = [.. SignatureDomains.Issuer, .. certificate.AsSpan(0, CredentialLayout.IssuerSignedSize)];
        key.Sign(statement, certificate.AsSpan(CredentialLayout.IssuerSignedSize));
        return certificate;
    }

    /// <summary>Wipes the secret half.</summary>
    public void Dispose() => key.Dispose();
}

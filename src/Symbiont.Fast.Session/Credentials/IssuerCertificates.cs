using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>The upper half of every chain: what the operator signed about an issuer. Any thread.</summary>
internal static class IssuerCertificates
{
    /// <summary>True when the operator signed the certificate; its validity is the caller's to check.</summary>
    /// <param name="root">The operator's key.</param>
    /// <param name="certificate"><see cref="CredentialLayout.IssuerCertificateSize"/> bytes.</param>
    /// <param name="issuer">The issuer's key.</param>
    public static bool TryVerify(
        VerificationKey root, ReadOnlySpan<byte> certificate, [NotNullWhen(true)] out VerificationKey? issuer)
    {
        issuer = null;
        byte[] statement = [.. SignatureDomains.Issuer, .. certificate[..CredentialLayout.IssuerSignedSize]];
        return root.Verify(statement, certificate[CredentialLayout.IssuerSignedSize..])
            && VerificationKey.TryImport(certificate[..SigningKey.Size], out issuer);
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Judges credentials by the operator's key: operator → issuer certificate → credential, and the validity of both.
/// Immutable; any thread.
/// </summary>
public sealed class CredentialVerifier
{
    private readonly VerificationKey _operator;
    private readonly Revocations? _revocations;

    /// <summary>Trusts what the operator's key has signed, and nothing else.</summary>
    /// <param name="operatorKey">The operator's Ed25519 public key, 32 bytes.</param>
    /// <param name="revocations">The list in force; null where none is kept.</param>
    /// <exception cref="ArgumentException">The bytes are no public key.</exception>
    public CredentialVerifier(ReadOnlySpan<byte> operatorKey, Revocations? revocations = null)
    {
        _operator = VerificationKey.TryImport(operatorKey, out VerificationKey? key)
            ? key!
            : throw new ArgumentException("Not an Ed25519 public key.", nameof(operatorKey));
        _revocations = revocations;
    }

    /// <summary>Judges a credential.</summary>
    /// <param name="credential">Its bytes.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="verified">
    /// The credential, when its signatures hold; also when it has expired or was revoked, so that the refusal can name
    /// the agent.
    /// </param>
    /// <returns>
    /// <see cref="RefusalReason.None"/>, <see cref="RefusalReason.Malformed"/>,
    /// <see cref="RefusalReason.Unauthenticated"/>, <see cref="RefusalReason.CredentialExpired"/> or
    /// <see cref="RefusalReason.Revoked"/>.
    /// </returns>
    public RefusalReason Verify(ReadOnlySpan<byte> credential, long now, out VerifiedCredential? verified)
    {
        verified = null;
        FrameError error = CredentialLayout.TryRead(
            credential, out CredentialLayout layout, out AgentIdentity? identity);
        if (error != FrameError.None)
        {
            return error.ToReason();
        }

        if (!SignaturesHold(layout) || !VerificationKey.TryImport(layout.SigningKey, out VerificationKey? signingKey))
        {
            return RefusalReason.Unauthenticated;
        }

        verified = new VerifiedCredential(identity!, layout, signingKey!);
        bool inForce = now >= layout.NotBefore && now < layout.NotAfter
            && now >= layout.IssuerNotBefore && now < layout.IssuerNotAfter;
        return !inForce ? RefusalReason.CredentialExpired
            : IsRevoked(layout.Serial) ? RefusalReason.Revoked
            : RefusalReason.None;
    }

    private bool IsRevoked(ulong serial) => _revocations is not null && _revocations.Current.Contains(serial);

    private bool SignaturesHold(CredentialLayout layout)
    {
        byte[] credential = [.. SignatureDomains.Credential, .. layout.SignedBytes];
        return IssuerCertificates.TryVerify(_operator, layout.IssuerCertificate, out VerificationKey? issuer)
            && issuer.Verify(credential, layout.IssuerSignature);
    }
}

using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Judges revocation lists by the operator's key: operator → issuer certificate → list, the issuer's validity, and that
/// the number grows. It keeps no state, so the caller says which list it has. Immutable; any thread.
/// </summary>
public sealed class RevocationVerifier
{
    private readonly VerificationKey _operator;

    /// <summary>Trusts the lists of the operator's issuers, and no others.</summary>
    /// <param name="operatorKey">The operator's Ed25519 public key, 32 bytes.</param>
    /// <exception cref="ArgumentException">The bytes are no public key.</exception>
    public RevocationVerifier(ReadOnlySpan<byte> operatorKey) =>
        _operator = VerificationKey.TryImport(operatorKey, out VerificationKey? key)
            ? key
            : throw new ArgumentException("Not an Ed25519 public key.", nameof(operatorKey));

    /// <summary>Judges a list.</summary>
    /// <param name="bytes">The list and nothing else; read no more than <see cref="RevocationList.MaxSize"/>.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="newest">
    /// The number of the newest list that was accepted, 0 for none. Keep it across restarts, or an old list can be put
    /// back while the reader is down.
    /// </param>
    /// <param name="revoked">The list, when it was accepted.</param>
    public RevocationVerdict Verify(ReadOnlySpan<byte> bytes, long now, ulong newest, out RevokedSerials? revoked)
    {
        revoked = null;
        if (RevocationList.TryRead(bytes, out RevocationList list) != FrameError.None)
        {
            return RevocationVerdict.Malformed;
        }

        if (!IsAuthentic(list))
        {
            return RevocationVerdict.Unauthentic;
        }

        if (now < list.IssuerNotBefore || now >= list.IssuerNotAfter)
        {
            return RevocationVerdict.IssuerOutOfForce;
        }

        if (list.Number <= newest)
        {
            return list.Number == newest ? RevocationVerdict.Repeated : RevocationVerdict.NumberWentBack;
        }

        revoked = RevokedSerials.From(list);
        return RevocationVerdict.Accepted;
    }

    /// <summary>
    /// Reads a list that was accepted before: its signatures must hold, but its issuer may be out of force by now.
    /// </summary>
    /// <param name="bytes">The list and nothing else.</param>
    /// <param name="revoked">The list.</param>
    public bool TryRestore(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RevokedSerials? revoked)
    {
        bool good = RevocationList.TryRead(bytes, out RevocationList list) == FrameError.None && IsAuthentic(list);
        revoked = good ? RevokedSerials.From(list) : null;
        return good;
    }

    private bool IsAuthentic(RevocationList list)
    {
        byte[] statement = [.. SignatureDomains.Revocations, .. list.SignedBytes];
        return IssuerCertificates.TryVerify(_operator, list.IssuerCertificate, out VerificationKey? issuer)
            && issuer.Verify(statement, list.IssuerSignature);
    }
}

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// What a signature is about, put before the signed bytes, so that a signature made for one purpose never verifies for
/// another. Batches carry theirs inside <see cref="BatchStatement"/>.
/// </summary>
public static class SignatureDomains
{
    /// <summary>An operator's signature over the first 48 bytes of an issuer certificate.</summary>
    public static ReadOnlySpan<byte> Issuer => "symbiont.fast issuer 1"u8;

    /// <summary>An issuer's signature over everything in a credential that stands before the signature.</summary>
    public static ReadOnlySpan<byte> Credential => "symbiont.fast credential 1"u8;

    /// <summary>An issuer's signature over everything in a revocation list that stands before the signature.</summary>
    public static ReadOnlySpan<byte> Revocations => "symbiont.fast revocations 1"u8;

    /// <summary>An agent's proof, in a request for its first credential, that it has the signing key.</summary>
    public static ReadOnlySpan<byte> Enrolment => "symbiont.fast enrolment 1"u8;

    /// <summary>An agent's signature over a request for a credential that takes over from another.</summary>
    public static ReadOnlySpan<byte> Renewal => "symbiont.fast renewal 1"u8;

    /// <summary>An agent's signature over the handshake hash.</summary>
    public static ReadOnlySpan<byte> Session => "symbiont.fast session 1"u8;
}

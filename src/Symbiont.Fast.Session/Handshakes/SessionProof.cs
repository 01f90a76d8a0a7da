using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// The signature over the handshake hash that an agent sends first: it binds the agent's signing key to this session.
/// </summary>
public static class SessionProof
{
    /// <summary>Signs; <paramref name="signature"/> receives 64 bytes.</summary>
    public static void Sign(SigningKey key, ReadOnlySpan<byte> handshakeHash, Span<byte> signature) =>
        key.Sign([.. SignatureDomains.Session, .. handshakeHash], signature);

    /// <summary>Checks the signature.</summary>
    public static bool Verify(VerificationKey key, ReadOnlySpan<byte> handshakeHash, ReadOnlySpan<byte> signature) =>
        key.Verify([.. SignatureDomains.Session, .. handshakeHash], signature);
}

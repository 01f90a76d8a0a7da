using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>Record keys from transport secrets: HKDF-Expand with SHA-256 (RFC 5869, section 2.3).</summary>
public static class RecordSecrets
{
    private static ReadOnlySpan<byte> KeyLabel => "symbiont.fast hop key"u8;

    private static ReadOnlySpan<byte> IvLabel => "symbiont.fast hop iv"u8;

    private static ReadOnlySpan<byte> NextLabel => "symbiont.fast next secret"u8;

    /// <summary>Derives one direction's key and IV.</summary>
    /// <param name="transportSecret">The direction's transport secret, 32 bytes.</param>
    /// <param name="suite">The negotiated suite.</param>
    /// <param name="key">Receives exactly <see cref="AeadSuites.KeyLength"/> bytes, which the caller wipes.</param>
    /// <param name="iv">Receives exactly <see cref="AeadSuites.NonceLength"/> bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the suite is not assigned.</exception>
    public static void Derive(ReadOnlySpan<byte> transportSecret, AeadSuite suite, Span<byte> key, Span<byte> iv)
    {
        bool lengthsFit = transportSecret.Length == TransportSecrets.SecretSize
            && key.Length == AeadSuites.KeyLength(suite) && iv.Length == AeadSuites.NonceLength(suite);
        if (!lengthsFit)
        {
            throw new ArgumentException("The secret's, the key's or the IV's length does not fit the suite.");
        }

        HKDF.Expand(HashAlgorithmName.SHA256, transportSecret, key, KeyLabel);
        HKDF.Expand(HashAlgorithmName.SHA256, transportSecret, iv, IvLabel);
    }

    /// <summary>
    /// Derives the secret that follows a direction's present one (as a key update of TLS 1.3, RFC 8446, section 7.2).
    /// Who learns the later one learns nothing of the earlier.
    /// </summary>
    /// <param name="transportSecret">The present secret, 32 bytes.</param>
    /// <param name="next">Receives the next one, 32 bytes, which the caller wipes. Must not overlap.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void DeriveNext(ReadOnlySpan<byte> transportSecret, Span<byte> next)
    {
        if (transportSecret.Length != TransportSecrets.SecretSize || next.Length != TransportSecrets.SecretSize)
        {
            throw new ArgumentException("Both secrets have 32 bytes.");
        }

        HKDF.Expand(HashAlgorithmName.SHA256, transportSecret, next, NextLabel);
    }
}

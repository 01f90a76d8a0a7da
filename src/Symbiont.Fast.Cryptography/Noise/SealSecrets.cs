using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Keys of an end-to-end seal from transport secrets: HKDF-Expand with SHA-256 (RFC 5869, section 2.3).
/// </summary>
public static class SealSecrets
{
    private static ReadOnlySpan<byte> KeyLabel => "symbiont.fast seal key"u8;

    private static ReadOnlySpan<byte> IvLabel => "symbiont.fast seal iv"u8;

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
}

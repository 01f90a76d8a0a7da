namespace Symbiont.Fast.Cryptography;

/// <summary>How frames are encrypted. A registry of its own, apart from the signature suites. 0 is no suite.</summary>
public enum AeadSuite : byte
{
    /// <summary>AEGIS-128L with 32-byte tags (draft-irtf-cfrg-aegis-aead).</summary>
    Aegis128L = 1,

    /// <summary>AES-256-GCM (NIST SP 800-38D).</summary>
    Aes256Gcm = 2,

    /// <summary>ChaCha20-Poly1305 (RFC 8439).</summary>
    ChaCha20Poly1305 = 3,

    /// <summary>
    /// AEGIS-256 with 32-byte tags (draft-irtf-cfrg-aegis-aead): for what is sealed from end to end, never for a link.
    /// </summary>
    Aegis256 = 4,
}

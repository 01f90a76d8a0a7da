using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Cryptography;

/// <summary>Sizes of the AEAD suites, and the choice between them.</summary>
public static class AeadSuites
{
    /// <summary>The longest key of any suite, in bytes.</summary>
    public const int MaxKeyLength = 32;

    /// <summary>The longest nonce of any suite, in bytes.</summary>
    public const int MaxNonceLength = 32;

    /// <summary>The longest tag of any suite, in bytes.</summary>
    public const int MaxTagLength = 32;

    // From the fastest on; measured on AES hardware, AEGIS takes half the time of AES-GCM on small frames.
    private static ReadOnlySpan<AeadSuite> ByPreference =>
        [AeadSuite.Aegis128L, AeadSuite.Aes256Gcm, AeadSuite.ChaCha20Poly1305];

    /// <summary>
    /// The link's suites that are worth using on this machine: bit (1 &lt;&lt; suite) for each. The two AES suites need AES
    /// instructions: AES-256-GCM does not work without them, AEGIS-128L only slowly.
    /// </summary>
    public static ushort SupportedHere { get; } = (ushort)(Sodium.Aes256GcmAvailable
        ? Bit(AeadSuite.Aegis128L) | Bit(AeadSuite.Aes256Gcm) | Bit(AeadSuite.ChaCha20Poly1305)
        : Bit(AeadSuite.ChaCha20Poly1305));

    /// <summary>The key's length in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The suite is not assigned.</exception>
    public static int KeyLength(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => SodiumAead.Aegis128LKeyLength,
        AeadSuite.Aegis256 => SodiumAead.Aegis256KeyLength,
        AeadSuite.Aes256Gcm or AeadSuite.ChaCha20Poly1305 => SodiumAead.KeyLength,
        _ => throw Unassigned(suite),
    };

    /// <summary>The nonce's length in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The suite is not assigned.</exception>
    public static int NonceLength(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => SodiumAead.Aegis128LNonceLength,
        AeadSuite.Aegis256 => SodiumAead.Aegis256NonceLength,
        AeadSuite.Aes256Gcm or AeadSuite.ChaCha20Poly1305 => SodiumAead.NonceLength,
        _ => throw Unassigned(suite),
    };

    /// <summary>The tag's length in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The suite is not assigned.</exception>
    public static int TagLength(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => SodiumAead.Aegis128LTagLength,
        AeadSuite.Aegis256 => SodiumAead.Aegis256TagLength,
        AeadSuite.Aes256Gcm or AeadSuite.ChaCha20Poly1305 => SodiumAead.TagLength,
        _ => throw Unassigned(suite),
    };

    /// <summary>The suite's name as its specification writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The suite is not assigned.</exception>
    public static string Name(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => "AEGIS-128L",
        AeadSuite.Aes256Gcm => "AES-256-GCM",
        AeadSuite.ChaCha20Poly1305 => "ChaCha20-Poly1305",
        AeadSuite.Aegis256 => "AEGIS-256",
        _ => throw Unassigned(suite),
    };

    /// <summary>The suite's bit in a set of suites: 1 &lt;&lt; suite.</summary>
    public static ushort Bit(AeadSuite suite) => (ushort)(1 << (byte)suite);

    /// <summary>
    /// Picks the best suite that the peer offers, the configuration accepts and this machine supports. Bits of
    /// unassigned suites are ignored.
    /// </summary>
    /// <param name="offered">The peer's set of suites.</param>
    /// <param name="accepted">The set of suites that may be used here.</param>
    /// <param name="suite">The choice: AEGIS-128L before AES-256-GCM before ChaCha20-Poly1305.</param>
    /// <returns>False when the sets have nothing in common.</returns>
    public static bool TryChoose(ushort offered, ushort accepted, out AeadSuite suite)
    {
        int common = offered & accepted & SupportedHere;
        foreach (AeadSuite candidate in ByPreference)
        {
            if ((common & Bit(candidate)) != 0)
            {
                suite = candidate;
                return true;
            }
        }

        suite = default;
        return false;
    }

    internal static ArgumentOutOfRangeException Unassigned(AeadSuite suite) =>
        new(nameof(suite), suite, "No such AEAD suite is assigned.");
}

using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>The AEAD suites of end-to-end seals, and the choice between them.</summary>
public static class SealSuites
{
    /// <summary>Every suite that a seal can have: bit (1 &lt;&lt; suite) for each.</summary>
    public static ushort All { get; } = (ushort)(AeadSuites.Bit(AeadSuite.Aegis256)
        | AeadSuites.Bit(AeadSuite.Aes256Gcm) | AeadSuites.Bit(AeadSuite.ChaCha20Poly1305));

    /// <summary>
    /// Those worth using on this machine. The two AES suites need AES instructions, which is when the link has them.
    /// </summary>
    public static ushort SupportedHere { get; } =
        (AeadSuites.SupportedHere & AeadSuites.Bit(AeadSuite.Aes256Gcm)) != 0
            ? All
            : AeadSuites.Bit(AeadSuite.ChaCha20Poly1305);

    private static ReadOnlySpan<AeadSuite> ByPreference =>
        [AeadSuite.Aegis256, AeadSuite.Aes256Gcm, AeadSuite.ChaCha20Poly1305];

    /// <summary>Picks the best suite in both sets; false when they have nothing in common.</summary>
    /// <param name="offered">What the initiator offers; bits of other suites are ignored.</param>
    /// <param name="accepted">What may be used here.</param>
    /// <param name="suite">AEGIS-256 before AES-256-GCM before ChaCha20-Poly1305.</param>
    public static bool TryChoose(ushort offered, ushort accepted, out AeadSuite suite)
    {
        int common = offered & accepted & SupportedHere;
        foreach (AeadSuite candidate in ByPreference)
        {
            if ((common & AeadSuites.Bit(candidate)) != 0)
            {
                suite = candidate;
                return true;
            }
        }

        suite = default;
        return false;
    }
}

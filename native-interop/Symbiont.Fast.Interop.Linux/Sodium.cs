using System.Globalization;
using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>The libsodium library as a whole: is it there, is it the right one, does it compute correctly.</summary>
public static unsafe class Sodium
{
    // 1.0.22 is what this code was tested with and the first release that also has ML-KEM-768 and X-Wing.
    private static readonly Version Oldest = new(1, 0, 22);
    private static readonly Lock Gate = new();
    private static bool _ready;

    /// <summary>The version that the loaded library reports, such as <c>1.0.22</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)SodiumNative.VersionString()) ?? string.Empty;

    /// <summary>
    /// Whether this processor has the instructions that libsodium's AES-256-GCM demands. They also decide whether
    /// AEGIS is fast: it works without them, slowly.
    /// </summary>
    public static bool Aes256GcmAvailable => SodiumAead.AesInstructions;

    /// <summary>
    /// Initialises the library and proves it with one known answer for each primitive. Call it once at start; later calls
    /// return at once. Any thread may call it.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Names what failed: library, version, size or
    /// primitive.</exception>
    public static void EnsureReady()
    {
        if (Volatile.Read(ref _ready))
        {
            return;
        }

        lock (Gate)
        {
            try
            {
                Prove();
            }
            catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
            {
                throw new PlatformNotSupportedException($"libsodium cannot be used: {missing.Message}", missing);
            }

            Volatile.Write(ref _ready, true);
        }
    }

    private static void Prove()
    {
        Demand(SodiumNative.Init() >= 0, "sodium_init");
        Demand(
            System.Version.TryParse(Version, out Version? version) && version >= Oldest,
            string.Create(CultureInfo.InvariantCulture, $"version {Version}, older than {Oldest},"));
        Demand(
            SodiumNative.Aegis128LKeyBytes() == SodiumAead.Aegis128LKeyLength
            && SodiumNative.Aegis128LNonceBytes() == SodiumAead.Aegis128LNonceLength
            && SodiumNative.Aegis128LTagBytes() == SodiumAead.Aegis128LTagLength,
            "AEGIS-128L sizes");
        Demand(
            SodiumNative.Aegis256KeyBytes() == SodiumAead.Aegis256KeyLength
            && SodiumNative.Aegis256NonceBytes() == SodiumAead.Aegis256NonceLength
            && SodiumNative.Aegis256TagBytes() == SodiumAead.Aegis256TagLength,
            "AEGIS-256 sizes");
        Demand(
            SodiumNative.MlKem768PublicKeyBytes() == SodiumKem.PublicKeyLength
            && SodiumNative.MlKem768SecretKeyBytes() == SodiumKem.SecretKeyLength
            && SodiumNative.MlKem768CiphertextBytes() == SodiumKem.CiphertextLength
            && SodiumNative.MlKem768SharedSecretBytes() == SodiumKem.SharedSecretLength
            && SodiumNative.MlKem768SeedBytes() == SodiumKem.SeedLength,
            "ML-KEM-768 sizes");
        Demand(SodiumSelfTest.Aegis128L(), "AEGIS-128L known answer");
        Demand(SodiumSelfTest.Aegis256(), "AEGIS-256 known answer");
        Demand(SodiumSelfTest.ChaCha20Poly1305(), "ChaCha20-Poly1305 known answer");
        Demand(!Aes256GcmAvailable || SodiumSelfTest.Aes256Gcm(), "AES-256-GCM known answer");
        Demand(SodiumSelfTest.MlKem768(), "ML-KEM-768 known answer");
    }

    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new PlatformNotSupportedException($"libsodium failed its self test: {what}");
        }
    }
}

using System.Security.Cryptography;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Key encapsulation by libsodium: ML-KEM-768 (FIPS 203). Stateless; any thread. Call <see cref="Sodium.EnsureReady"/>
/// once before. Wrong lengths throw <see cref="ArgumentException"/>: they are the caller's mistake.
/// </summary>
public static unsafe class SodiumKem
{
    /// <summary>Public (encapsulation) key length in bytes.</summary>
    public const int PublicKeyLength = 1184;

    /// <summary>Expanded secret (decapsulation) key length in bytes.</summary>
    public const int SecretKeyLength = 2400;

    /// <summary>Ciphertext length in bytes.</summary>
    public const int CiphertextLength = 1088;

    /// <summary>Shared secret length in bytes.</summary>
    public const int SharedSecretLength = 32;

    /// <summary>Length in bytes of the seed d ‖ z from which a key pair is made (FIPS 203, algorithm 16).</summary>
    public const int SeedLength = 64;

    /// <summary>Length in bytes of the randomness m of an encapsulation (FIPS 203, algorithm 17).</summary>
    public const int EncapsulationSeedLength = 32;

    /// <summary>Makes the key pair that a seed stands for.</summary>
    /// <param name="seed">64 random bytes.</param>
    /// <param name="publicKey">Receives 1,184 bytes.</param>
    /// <param name="secretKey">Receives 2,400 bytes, which the caller wipes.</param>
    public static void MakeKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Demand(seed, SeedLength);
        Demand(publicKey, PublicKeyLength);
        Demand(secretKey, SecretKeyLength);
        fixed (byte* s = seed, pk = publicKey, sk = secretKey)
        {
            if (SodiumNative.MlKem768SeedKeyPair(pk, sk, s) != 0)
            {
                throw new CryptographicException("libsodium made no key pair.");
            }
        }
    }

    /// <summary>Makes a shared secret for the holder of a public key.</summary>
    /// <param name="publicKey">1,184 bytes.</param>
    /// <param name="ciphertext">Receives 1,088 bytes.</param>
    /// <param name="shared">Receives 32 bytes, which the caller wipes.</param>
    /// <returns>False when the bytes are no public key (FIPS 203, section 7.2).</returns>
    public static bool TryEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        Demand(publicKey, PublicKeyLength);
        Demand(ciphertext, CiphertextLength);
        Demand(shared, SharedSecretLength);
        fixed (byte* pk = publicKey, c = ciphertext, k = shared)
        {
            return SodiumNative.MlKem768Encapsulate(c, k, pk) == 0;
        }
    }

    /// <summary>Takes the shared secret out of a ciphertext.</summary>
    /// <param name="secretKey">2,400 bytes.</param>
    /// <param name="ciphertext">1,088 bytes.</param>
    /// <param name="shared">
    /// Receives 32 bytes, which the caller wipes. For a ciphertext that was not made for this key they are
    /// pseudo-random (implicit rejection, FIPS 203, algorithm 18).
    /// </param>
    /// <returns>False when libsodium refuses the key.</returns>
    public static bool TryDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Demand(secretKey, SecretKeyLength);
        Demand(ciphertext, CiphertextLength);
        Demand(shared, SharedSecretLength);
        fixed (byte* sk = secretKey, c = ciphertext, k = shared)
        {
            return SodiumNative.MlKem768Decapsulate(k, c, sk) == 0;
        }
    }

    /// <summary>An encapsulation with chosen randomness: for known answers only.</summary>
    internal static bool TryEncapsulateWith(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> ciphertext, Span<byte> shared)
    {
        Demand(publicKey, PublicKeyLength);
        Demand(seed, EncapsulationSeedLength);
        Demand(ciphertext, CiphertextLength);
        Demand(shared, SharedSecretLength);
        fixed (byte* pk = publicKey, s = seed, c = ciphertext, k = shared)
        {
            return SodiumNative.MlKem768EncapsulateWith(c, k, pk, s) == 0;
        }
    }

    private static void Demand(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException("A key, seed, ciphertext or secret has the wrong length for ML-KEM-768.");
        }
    }
}

using System.Security.Cryptography;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// The X-Wing key encapsulation by libsodium: X25519 and ML-KEM-768 in one (draft-connolly-cfrg-xwing-kem), for
/// sealing to a public key outside a handshake. Stateless; any thread. Call <see cref="Sodium.EnsureReady"/> once
/// before. Wrong lengths throw <see cref="ArgumentException"/>: they are the caller's mistake.
/// </summary>
public static unsafe class SodiumXWing
{
    /// <summary>Public key length in bytes.</summary>
    public const int PublicKeyLength = 1216;

    /// <summary>Secret key length in bytes: the seed itself.</summary>
    public const int SecretKeyLength = 32;

    /// <summary>Ciphertext length in bytes.</summary>
    public const int CiphertextLength = 1120;

    /// <summary>Shared secret length in bytes.</summary>
    public const int SharedSecretLength = 32;

    /// <summary>Length in bytes of an encapsulation's randomness.</summary>
    public const int EncapsulationSeedLength = 64;

    /// <summary>Makes the key pair that a seed stands for.</summary>
    /// <param name="seed">32 random bytes.</param>
    /// <param name="publicKey">Receives 1,216 bytes.</param>
    /// <param name="secretKey">Receives 32 bytes, which the caller wipes.</param>
    public static void MakeKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Demand(seed, SecretKeyLength);
        Demand(publicKey, PublicKeyLength);
        Demand(secretKey, SecretKeyLength);
        fixed (byte* s = seed, pk = publicKey, sk = secretKey)
        {
            if (SodiumNative.XWingSeedKeyPair(pk, sk, s) != 0)
            {
                throw new CryptographicException("libsodium made no key pair.");
            }
        }
    }

    /// <summary>Makes a shared secret for the holder of a public key.</summary>
    /// <param name="publicKey">1,216 bytes.</param>
    /// <param name="ciphertext">Receives 1,120 bytes.</param>
    /// <param name="shared">Receives 32 bytes, which the caller wipes.</param>
    /// <returns>False when the bytes are no public key.</returns>
    public static bool TryEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        Demand(publicKey, PublicKeyLength);
        Demand(ciphertext, CiphertextLength);
        Demand(shared, SharedSecretLength);
        fixed (byte* pk = publicKey, c = ciphertext, k = shared)
        {
            return SodiumNative.XWingEncapsulate(c, k, pk) == 0;
        }
    }

    /// <summary>Takes the shared secret out of a ciphertext.</summary>
    /// <param name="secretKey">32 bytes.</param>
    /// <param name="ciphertext">1,120 bytes.</param>
    /// <param name="shared">Receives 32 bytes, which the caller wipes.</param>
    /// <returns>False when the X25519 half gives zero.</returns>
    public static bool TryDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Demand(secretKey, SecretKeyLength);
        Demand(ciphertext, CiphertextLength);
        Demand(shared, SharedSecretLength);
        fixed (byte* sk = secretKey, c = ciphertext, k = shared)
        {
            return SodiumNative.XWingDecapsulate(k, c, sk) == 0;
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
            return SodiumNative.XWingEncapsulateWith(c, k, pk, s) == 0;
        }
    }

    private static void Demand(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException("A key, seed, ciphertext or secret has the wrong length for X-Wing.");
        }
    }
}

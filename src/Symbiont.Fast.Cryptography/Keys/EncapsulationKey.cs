using System.Security.Cryptography;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// An ML-KEM-768 key pair (FIPS 203) for one handshake. The secret half is kept as its 64-byte seed, in the secret
/// arena, and expanded on the stack when it is used. One thread at a time.
/// </summary>
internal sealed class EncapsulationKey : IDisposable
{
    private readonly SecretBlock _seed;
    private readonly byte[] _publicKey = new byte[SodiumKem.PublicKeyLength];

    private EncapsulationKey(ReadOnlySpan<byte> seed)
    {
        Sodium.EnsureReady();
        _seed = SecretArena.Shared.Rent(SodiumKem.SeedLength);
        seed.CopyTo(_seed.Bytes);
        Span<byte> secretKey = stackalloc byte[SodiumKem.SecretKeyLength];
        SodiumKem.MakeKeyPair(_seed.Bytes, _publicKey, secretKey);
        SodiumMemory.Wipe(secretKey);
    }

    /// <summary>The public half, 1,184 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new key from the system's random numbers.</summary>
    public static EncapsulationKey Generate()
    {
        Span<byte> seed = stackalloc byte[SodiumKem.SeedLength];
        RandomNumberGenerator.Fill(seed);
        var key = new EncapsulationKey(seed);
        SodiumMemory.Wipe(seed);
        return key;
    }

    /// <summary>Makes a shared secret for the holder of a public key.</summary>
    /// <param name="publicKey">1,184 bytes from the peer.</param>
    /// <param name="ciphertext">Receives 1,088 bytes.</param>
    /// <param name="shared">Receives 32 bytes, which the caller wipes.</param>
    /// <returns>False when the peer's bytes are no key.</returns>
    public static bool TryEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared) =>
        SodiumKem.TryEncapsulate(publicKey, ciphertext, shared);

    /// <summary>
    /// Takes the shared secret out of a ciphertext. A ciphertext made for another key gives other bytes, which the next
    /// tag of the handshake shows.
    /// </summary>
    /// <param name="ciphertext">1,088 bytes.</param>
    /// <param name="shared">Receives 32 bytes, which the caller wipes.</param>
    public bool TryDecapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Span<byte> publicKey = stackalloc byte[SodiumKem.PublicKeyLength];
        Span<byte> secretKey = stackalloc byte[SodiumKem.SecretKeyLength];
        SodiumKem.MakeKeyPair(_seed.Bytes, publicKey, secretKey);
        bool good = SodiumKem.TryDecapsulate(secretKey, ciphertext, shared);
        SodiumMemory.Wipe(secretKey);
        return good;
    }

    /// <summary>Wipes the seed.</summary>
    public void Dispose() => _seed.Dispose();
}

using System.Security.Cryptography;
using NSec.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// An Ed25519 key pair (RFC 8032). The secret half stays in libsodium's guarded memory until <see cref="Dispose"/>.
/// Any thread may sign.
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The length of a seed, and of a public key, in bytes.</summary>
    public const int Size = 32;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    private static KeyCreationParameters Exportable =>
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private readonly Key _key;
    private readonly byte[] _publicKey;

    private SigningKey(Key key)
    {
        _key = key;
        _publicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        KeyId = KeyIds.Of(_publicKey);
    }

    /// <summary>The public half, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The first eight bytes, little-endian, of the SHA-256 of the public key.</summary>
    public ulong KeyId { get; }

    /// <summary>Makes a new key from the system's random numbers.</summary>
    public static SigningKey Generate() => new(Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <summary>The key that a seed stands for.</summary>
    /// <param name="seed">The 32 bytes that RFC 8032 calls the private key.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Size)
        {
            throw new ArgumentException("A signing seed has 32 bytes.", nameof(seed));
        }

        return new SigningKey(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, Exportable));
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The message, domain string included.</param>
    /// <param name="signature">Receives 64 bytes; exactly that long.</param>
    /// <exception cref="ArgumentException">The destination is not 64 bytes.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature) =>
        SignatureAlgorithm.Ed25519.Sign(_key, message, signature);

    /// <summary>Copies the seed out, for storing it; the caller wipes the copy.</summary>
    /// <param name="seed">Receives 32 bytes; exactly that long.</param>
    /// <exception cref="ArgumentException">The destination is not 32 bytes.</exception>
    public void ExportSeed(Span<byte> seed)
    {
        if (seed.Length != Size)
        {
            throw new ArgumentException("A signing seed has 32 bytes.", nameof(seed));
        }

        if (!_key.TryExport(KeyBlobFormat.RawPrivateKey, seed, out _))
        {
            throw new CryptographicException("The signing key could not be exported.");
        }
    }

    /// <summary>Wipes the secret half.</summary>
    public void Dispose() => _key.Dispose();
}

using System.Security.Cryptography;
using NSec.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// An X25519 key pair (RFC 7748). The secret half stays in libsodium's guarded memory until <see cref="Dispose"/>.
/// Any thread may use it.
/// </summary>
public sealed class KeyAgreementKey : IDisposable
{
    /// <summary>The length of a seed, a public key and a shared secret, in bytes.</summary>
    public const int Size = 32;

    private static KeyCreationParameters Exportable =>
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private static SharedSecretCreationParameters ExportableSecret =>
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private readonly Key _key;
    private readonly byte[] _publicKey;

    private KeyAgreementKey(Key key)
    {
        _key = key;
        _publicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The public half, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new key from the system's random numbers.</summary>
    public static KeyAgreementKey Generate() => new(Key.Create(KeyAgreementAlgorithm.X25519, Exportable));

    /// <summary>The key that a seed stands for.</summary>
    /// <param name="seed">The 32 bytes that RFC 7748 calls the private key, before clamping.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static KeyAgreementKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Size)
        {
            throw new ArgumentException("A key agreement seed has 32 bytes.", nameof(seed));
        }

        return new KeyAgreementKey(
            Key.Import(KeyAgreementAlgorithm.X25519, seed, KeyBlobFormat.RawPrivateKey, Exportable));
    }

    /// <summary>Copies the seed out, for storing it; the caller wipes the copy.</summary>
    /// <param name="seed">Receives 32 bytes; exactly that long.</param>
    /// <exception cref="ArgumentException">The destination is not 32 bytes.</exception>
    public void ExportSeed(Span<byte> seed)
    {
        if (seed.Length != Size)
        {
            throw new ArgumentException("A key agreement seed has 32 bytes.", nameof(seed));
        }

        if (!_key.TryExport(KeyBlobFormat.RawPrivateKey, seed, out _))
        {
            throw new CryptographicException("The key agreement key could not be exported.");
        }
    }

    /// <summary>Wipes the secret half.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>
    /// The shared secret with another party's public key. False when the result would be zero, which it is for points
    /// of small order: such a peer would know the secret without having a key (RFC 7748, section 6.1).
    /// </summary>
    /// <param name="publicKey">The other party's key, 32 bytes.</param>
    /// <param name="shared">Receives 32 bytes; the caller wipes them.</param>
    internal bool TryAgree(ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        bool imported = NSec.Cryptography.PublicKey.TryImport(
            KeyAgreementAlgorithm.X25519, publicKey, KeyBlobFormat.RawPublicKey, out PublicKey? other);
        if (!imported || other is null)
        {
            return false;
        }

        using SharedSecret? secret = KeyAgreementAlgorithm.X25519.Agree(_key, other, ExportableSecret);
        return secret is not null && secret.TryExport(SharedSecretBlobFormat.RawSharedSecret, shared, out _);
    }
}

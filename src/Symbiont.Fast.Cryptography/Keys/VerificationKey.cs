using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// The public half of a <see cref="SigningKey"/>, kept ready for use: verifying allocates nothing. Immutable; any
/// thread may verify.
/// </summary>
public sealed class VerificationKey
{
    private readonly PublicKey _key;
    private readonly byte[] _bytes;

    private VerificationKey(PublicKey key, byte[] bytes)
    {
        _key = key;
        _bytes = bytes;
        KeyId = KeyIds.Of(bytes);
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The first eight bytes, little-endian, of the SHA-256 of the public key.</summary>
    public ulong KeyId { get; }

    /// <summary>
    /// Takes over a public key. False when it is not 32 bytes or no key at all. Points of small order are taken here,
    /// but no signature verifies under them.
    /// </summary>
    public static bool TryImport(ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out VerificationKey? key)
    {
        bool imported = PublicKey.TryImport(
            SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out PublicKey? native);
        key = imported && native is not null ? new VerificationKey(native, publicKey.ToArray()) : null;
        return key is not null;
    }

    /// <summary>
    /// True when the signature is this key's over exactly these bytes (RFC 8032, section 5.1.7, with the stricter
    /// canonical-encoding and small-order checks of libsodium). A signature of a wrong length is false.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(_key, message, signature);
}

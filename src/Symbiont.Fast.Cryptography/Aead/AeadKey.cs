using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// One key of one AEAD suite. The key lies in the secret arena until <see cref="Dispose"/>. It counts nothing: the
/// caller gives each nonce and never one twice. Calls allocate nothing. One thread at a time; disposing it while
/// another thread seals or opens is a mistake.
/// </summary>
public sealed class AeadKey : IDisposable
{
    private readonly SecretBlock _key;

    /// <summary>Copies a key into the secret arena; the caller wipes its own copy.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="key">As many bytes as <see cref="AeadSuites.KeyLength"/> says.</param>
    /// <exception cref="ArgumentException">The key has another length, or the suite is not assigned.</exception>
    /// <exception cref="PlatformNotSupportedException">The suite does not work on this machine.</exception>
    /// <exception cref="SecretArenaFullException">The secret arena has no room left.</exception>
    public AeadKey(AeadSuite suite, ReadOnlySpan<byte> key)
    {
        if (key.Length != AeadSuites.KeyLength(suite))
        {
            throw new ArgumentException("The key's length is not the suite's.", nameof(key));
        }

        Sodium.EnsureReady();
        if (suite == AeadSuite.Aes256Gcm && !Sodium.Aes256GcmAvailable)
        {
            throw new PlatformNotSupportedException("AES-256-GCM needs AES and carry-less multiply instructions.");
        }

        Suite = suite;
        TagLength = AeadSuites.TagLength(suite);
        _key = SecretArena.Shared.Rent(key.Length);
        key.CopyTo(_key.Bytes);
    }

    /// <summary>The suite.</summary>
    public AeadSuite Suite { get; }

    /// <summary>How many bytes sealed text is longer than plain text.</summary>
    public int TagLength { get; }

    /// <summary>Overwrites the key with another of the same suite; takes no room in the arena.</summary>
    /// <param name="key">As many bytes as <see cref="AeadSuites.KeyLength"/> says; the caller wipes them.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public void Replace(ReadOnlySpan<byte> key)
    {
        if (key.Length != AeadSuites.KeyLength(Suite))
        {
            throw new ArgumentException("The key's length is not the suite's.", nameof(key));
        }

        key.CopyTo(_key.Bytes);
    }

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="nonce">As many bytes as <see cref="AeadSuites.NonceLength"/> says.</param>
    /// <param name="associated">Authenticated, not encrypted.</param>
    /// <param name="plain">The plain text.</param>
    /// <param name="sealedText">
    /// Receives ciphertext and tag: exactly <see cref="TagLength"/> longer. May start at the same byte as
    /// <paramref name="plain"/>.
    /// </param>
    /// <exception cref="ArgumentException">A length is wrong, or the spans overlap otherwise.</exception>
    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        switch (Suite)
        {
            case AeadSuite.Aegis128L:
                SodiumAead.SealAegis128L(_key.Bytes, nonce, associated, plain, sealedText);
                break;
            case AeadSuite.Aegis256:
                SodiumAead.SealAegis256(_key.Bytes, nonce, associated, plain, sealedText);
                break;
            case AeadSuite.Aes256Gcm:
                SodiumAead.SealAes256Gcm(_key.Bytes, nonce, associated, plain, sealedText);
                break;
            default:
                SodiumAead.SealChaCha20Poly1305(_key.Bytes, nonce, associated, plain, sealedText);
                break;
        }
    }

    /// <summary>Checks and decrypts.</summary>
    /// <param name="nonce">As many bytes as <see cref="AeadSuites.NonceLength"/> says.</param>
    /// <param name="associated">What was authenticated with it.</param>
    /// <param name="sealedText">Ciphertext and tag.</param>
    /// <param name="plain">
    /// Receives the plain text: exactly <see cref="TagLength"/> shorter. May start at the same byte as
    /// <paramref name="sealedText"/>. All zeros when the result is false.
    /// </param>
    /// <returns>False when anything was altered, or the sealed text is shorter than a tag.</returns>
    /// <exception cref="ArgumentException">
    /// The nonce's or the plain text's length is wrong, or the spans overlap otherwise.
    /// </exception>
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        if (sealedText.Length < TagLength)
        {
            plain.Clear();
            return false;
        }

        return Suite switch
        {
            AeadSuite.Aegis128L => SodiumAead.TryOpenAegis128L(_key.Bytes, nonce, associated, sealedText, plain),
            AeadSuite.Aegis256 => SodiumAead.TryOpenAegis256(_key.Bytes, nonce, associated, sealedText, plain),
            AeadSuite.Aes256Gcm => SodiumAead.TryOpenAes256Gcm(_key.Bytes, nonce, associated, sealedText, plain),
            _ => SodiumAead.TryOpenChaCha20Poly1305(_key.Bytes, nonce, associated, sealedText, plain),
        };
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// The SymmetricState and its CipherState of Noise (revision 34, sections 5.1 and 5.2) for ChaChaPoly and SHA-256.
/// Chaining key and cipher key share one block of the secret arena.
/// </summary>
internal sealed class SymmetricState : IDisposable
{
    private const int HashSize = SHA256.HashSizeInBytes;
    private const int KeyOffset = HashSize;
    private const int SecretsSize = HashSize + SodiumAead.KeyLength;

    private readonly SecretBlock _secrets;
    private readonly byte[] _hash = new byte[HashSize];
    private ulong _nonce;

    public SymmetricState(string protocolName)
    {
        Sodium.EnsureReady();
        byte[] name = Encoding.ASCII.GetBytes(protocolName);
        if (name.Length <= HashSize)
        {
            name.CopyTo(_hash, 0);
        }
        else
        {
            SHA256.HashData(name, _hash);
        }

        _secrets = SecretArena.Shared.Rent(SecretsSize);
        _hash.CopyTo(ChainingKey);
    }

    /// <summary>The hash over everything that both sides have said and known; 32 bytes, not secret.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>True once a DH result was mixed in: what is sent from then on is encrypted.</summary>
    public bool HasKey { get; private set; }

    private Span<byte> ChainingKey => _secrets.Bytes[..HashSize];

    private Span<byte> CipherKey => _secrets.Bytes[KeyOffset..];

    /// <summary>Hashes public bytes in.</summary>
    public void MixHash(ReadOnlySpan<byte> bytes) => ThreadSha256.Hash(_hash, bytes, _hash);

    /// <summary>Replaces chaining key and cipher key by what they and a secret give.</summary>
    public void MixKey(ReadOnlySpan<byte> secret)
    {
        Span<byte> next = stackalloc byte[SecretsSize];
        Derive(secret, next);
        next.CopyTo(_secrets.Bytes);
        SodiumMemory.Wipe(next);
        _nonce = 0;
        HasKey = true;
    }

    /// <summary>Encrypts if there is a key, copies otherwise, and hashes the outcome in; returns its length.</summary>
    public int EncryptAndHash(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        Span<byte> written = destination[..(plain.Length + (HasKey ? SodiumAead.TagLength : 0))];
        if (HasKey)
        {
            Span<byte> nonce = stackalloc byte[SodiumAead.NonceLength];
            NextNonce(nonce);
            SodiumAead.SealChaCha20Poly1305(CipherKey, nonce, _hash, plain, written);
        }
        else
        {
            plain.CopyTo(written);
        }

        MixHash(written);
        return written.Length;
    }

    /// <summary>Undoes <see cref="EncryptAndHash"/>; false when these bytes or any before them were altered.</summary>
    /// <param name="sealedText">What was written, whole.</param>
    /// <param name="plain">Receives the plain text; exactly as long.</param>
    public bool TryDecryptAndHash(ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        if (HasKey)
        {
            Span<byte> nonce = stackalloc byte[SodiumAead.NonceLength];
            NextNonce(nonce);
            if (!SodiumAead.TryOpenChaCha20Poly1305(CipherKey, nonce, _hash, sealedText, plain))
            {
                return false;
            }
        }
        else
        {
            sealedText.CopyTo(plain);
        }

        MixHash(sealedText);
        return true;
    }

    /// <summary>
    /// The two transport secrets and the exporter secret; the state has no use afterwards. Split is HKDF with two
    /// outputs; the exporter comes from the third, which says nothing about the others, and is bound to the hash.
    /// </summary>
    public TransportSecrets Split()
    {
        Span<byte> outputs = stackalloc byte[HashSize * 3];
        Span<byte> exporter = stackalloc byte[TransportSecrets.SecretSize];
        Derive([], outputs);
        try
        {
            ExporterSecret.DeriveFrom(outputs[(2 * HashSize)..], _hash, exporter);
            return new TransportSecrets(outputs[..HashSize], outputs[HashSize..(2 * HashSize)], exporter);
        }
        finally
        {
            SodiumMemory.Wipe(outputs);
            SodiumMemory.Wipe(exporter);
        }
    }

    /// <summary>Wipes both keys. The hash stays readable.</summary>
    public void Dispose() => _secrets.Dispose();

    // HKDF with two or three outputs (section 4.3), spelled out: the platform's HKDF refuses the empty secret that
    // Split needs.
    private void Derive(ReadOnlySpan<byte> secret, Span<byte> outputs)
    {
        Span<byte> temporary = stackalloc byte[HashSize];
        Span<byte> input = stackalloc byte[HashSize + 1];
        HMACSHA256.HashData(ChainingKey, secret, temporary);
        int previous = 0;
        for (int number = 1; number * HashSize <= outputs.Length; number++)
        {
            input[previous] = (byte)number;
            Span<byte> output = outputs.Slice((number - 1) * HashSize, HashSize);
            HMACSHA256.HashData(temporary, input[..(previous + 1)], output);
            output.CopyTo(input);
            previous = HashSize;
        }

        SodiumMemory.Wipe(temporary);
        SodiumMemory.Wipe(input);
    }

    // Section 12.3: four zero bytes, then the counter. A handshake never comes near the counter's end.
    private void NextNonce(Span<byte> nonce) => BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], _nonce++);
}

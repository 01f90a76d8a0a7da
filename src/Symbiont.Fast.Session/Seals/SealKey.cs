using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session;

/// <summary>
/// One direction of a seal: key and IV in the secret arena. The nonce is the IV with its last twelve bytes XORed with
/// epoch and sequence, which no two messages of a sender share. One thread at a time; allocates nothing per message.
/// </summary>
internal sealed class SealKey : IDisposable
{
    private const int CounterSize = sizeof(uint) + sizeof(ulong);

    private readonly AeadKey _key;
    private readonly SecretBlock _iv;

    public SealKey(AeadSuite suite, ReadOnlySpan<byte> transportSecret)
    {
        using SecretBlock key = SecretArena.Shared.Rent(AeadSuites.KeyLength(suite));
        _iv = SecretArena.Shared.Rent(AeadSuites.NonceLength(suite));
        SealSecrets.Derive(transportSecret, suite, key.Bytes, _iv.Bytes);
        _key = new AeadKey(suite, key.Bytes);
    }

    public int TagLength => _key.TagLength;

    public void Seal(
        uint epoch, ulong sequence, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        _key.Seal(WriteNonce(nonce, epoch, sequence), associated, plain, sealedText);
    }

    public bool TryOpen(
        uint epoch, ulong sequence, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        return _key.TryOpen(WriteNonce(nonce, epoch, sequence), associated, sealedText, plain);
    }

    public void Dispose()
    {
        _key.Dispose();
        _iv.Dispose();
    }

    private ReadOnlySpan<byte> WriteNonce(Span<byte> nonce, uint epoch, ulong sequence)
    {
        ReadOnlySpan<byte> iv = _iv.Bytes;
        nonce = nonce[..iv.Length];
        iv.CopyTo(nonce);
        Span<byte> tail = nonce[^CounterSize..];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, BinaryPrimitives.ReadUInt32LittleEndian(tail) ^ epoch);
        tail = tail[sizeof(uint)..];
        BinaryPrimitives.WriteUInt64LittleEndian(tail, BinaryPrimitives.ReadUInt64LittleEndian(tail) ^ sequence);
        return nonce;
    }
}

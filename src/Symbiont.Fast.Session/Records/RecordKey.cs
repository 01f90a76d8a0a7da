using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session;

/// <summary>One direction's record key and IV, both in the secret arena, and its frame counter.</summary>
internal sealed class RecordKey : IDisposable
{
    private readonly AeadKey _key;
    private readonly SecretBlock _iv;
    private FrameNonce _nonce;

    public RecordKey(AeadSuite suite, ReadOnlySpan<byte> transportSecret)
    {
        using SecretBlock key = SecretArena.Shared.Rent(AeadSuites.KeyLength(suite));
        _iv = SecretArena.Shared.Rent(AeadSuites.NonceLength(suite));
        RecordSecrets.Derive(transportSecret, suite, key.Bytes, _iv.Bytes);
        _key = new AeadKey(suite, key.Bytes);
    }

    public int TagLength => _key.TagLength;

    public bool IsUsedUp => _nonce.IsUsedUp;

    public void Seal(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        ReadOnlySpan<byte> iv = _iv.Bytes;
        _nonce.Next(iv, nonce);
        _key.Seal(nonce[..iv.Length], associated, plain, sealedText);
    }

    public bool TryOpen(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        ReadOnlySpan<byte> iv = _iv.Bytes;
        _nonce.Next(iv, nonce);
        return _key.TryOpen(nonce[..iv.Length], associated, sealedText, plain);
    }

    public void Dispose()
    {
        _key.Dispose();
        _iv.Dispose();
    }
}

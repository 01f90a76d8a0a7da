using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session;

/// <summary>
/// One direction's traffic secret, record key and IV, all in the secret arena, and its frame counter. A change of keys
/// overwrites them where they lie: it takes no room that could be missing, and nothing of the old ones stays. Owned by
/// its direction's thread.
/// </summary>
internal sealed class RecordKey : IDisposable
{
    private readonly AeadKey _key;
    private readonly SecretBlock _secrets;
    private readonly int _ivLength;
    private FrameNonce _nonce;

    public RecordKey(AeadSuite suite, ReadOnlySpan<byte> transportSecret)
    {
        _ivLength = AeadSuites.NonceLength(suite);
        _secrets = SecretArena.Shared.Rent(TransportSecrets.SecretSize + _ivLength);
        Span<byte> key = stackalloc byte[AeadSuites.KeyLength(suite)];
        try
        {
            transportSecret.CopyTo(_secrets.Bytes);
            RecordSecrets.Derive(Secret, suite, key, Iv);
            _key = new AeadKey(suite, key);
        }
        catch
        {
            _secrets.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public int TagLength => _key.TagLength;

    /// <summary>How many frames the present key has sealed or opened.</summary>
    public ulong Frames => _nonce.Frames;

    /// <summary>The present key's phase, 0 or 1, as frame headers carry it.</summary>
    public byte Phase { get; private set; }

    private Span<byte> Secret => _secrets.Bytes[..TransportSecrets.SecretSize];

    private Span<byte> Iv => _secrets.Bytes[TransportSecrets.SecretSize..];

    /// <summary>The next key phase: the secret that follows, and a counter from 0.</summary>
    public void Advance()
    {
        Span<byte> next = stackalloc byte[TransportSecrets.SecretSize];
        RecordSecrets.DeriveNext(Secret, next);
        Load(next);
        CryptographicOperations.ZeroMemory(next);
        Phase ^= FrameHeader.KeyPhaseFlag;
    }

    /// <summary>The secret of a new handshake: phase and counter start at 0, as on a new link.</summary>
    public void Restart(ReadOnlySpan<byte> transportSecret)
    {
        Load(transportSecret);
        Phase = 0;
    }

    public void Seal(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        _nonce.Next(Iv, nonce);
        _key.Seal(nonce[.._ivLength], associated, plain, sealedText);
    }

    public bool TryOpen(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[AeadSuites.MaxNonceLength];
        _nonce.Next(Iv, nonce);
        return _key.TryOpen(nonce[.._ivLength], associated, sealedText, plain);
    }

    public void Dispose()
    {
        _key.Dispose();
        _secrets.Dispose();
    }

    private void Load(ReadOnlySpan<byte> transportSecret)
    {
        Span<byte> key = stackalloc byte[AeadSuites.KeyLength(_key.Suite)];
        transportSecret.CopyTo(Secret);
        RecordSecrets.Derive(Secret, _key.Suite, key, Iv);
        _key.Replace(key);
        CryptographicOperations.ZeroMemory(key);
        _nonce = default;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>
/// One side of a Noise handshake written straight from the specification's text (revision 34, section 5, and the
/// hybrid forward secrecy extension), on other primitives than the product's where there are any: the platform's HMAC
/// and SHA-256, NSec's ChaCha20-Poly1305 and X25519. Slow, wasteful and readable; for comparison only.
/// </summary>
internal sealed class ReferenceNoise
{
    private readonly bool _initiator;
    private readonly string[][] _messages;
    private readonly byte[] _s;
    private byte[] _e = [];
    private byte[] _rs;
    private byte[] _re = [];
    private byte[] _kemSecret = [];
    private byte[] _kemPublic = [];
    private byte[] _ck;
    private byte[] _k = [];
    private ulong _n;
    private int _turn;

    public ReferenceNoise(
        string protocol, string messages, bool initiator, byte[] prologue, byte[] s, byte[] rs, bool initiatorKnown,
        bool responderKnown)
    {
        (_initiator, _s, _rs) = (initiator, s, rs);
        _messages = [.. messages.Split("; ").Select(message => message.Split(", "))];
        byte[] name = Encoding.ASCII.GetBytes(protocol);
        Hash = name.Length <= 32 ? [.. name, .. new byte[32 - name.Length]] : SHA256.HashData(name);
        _ck = Hash;
        MixHash(prologue);
        if (initiatorKnown)
        {
            MixHash(initiator ? Public(s) : rs);
        }

        if (responderKnown)
        {
            MixHash(initiator ? rs : Public(s));
        }
    }

    public byte[] Hash { get; private set; }

    public byte[] Write(byte[] payload)
    {
        var message = new List<byte>();
        foreach (string token in _messages[_turn++])
        {
            message.AddRange(WriteToken(token));
        }

        message.AddRange(EncryptAndHash(payload));
        return [.. message];
    }

    public byte[] Read(byte[] message)
    {
        int at = 0;
        foreach (string token in _messages[_turn++])
        {
            ReadToken(token, length => message[at..(at += length)]);
        }

        return DecryptAndHash(message[at..]);
    }

    public (byte[] First, byte[] Second) Split() => Hkdf([]);

    private byte[] WriteToken(string token)
    {
        switch (token)
        {
            case "e":
                _e = RandomNumberGenerator.GetBytes(32);
                MixHash(Public(_e));
                return Public(_e);
            case "s":
                return EncryptAndHash(Public(_s));
            case "e1":
                _kemSecret = new byte[SodiumKem.SecretKeyLength];
                _kemPublic = new byte[SodiumKem.PublicKeyLength];
                SodiumKem.MakeKeyPair(RandomNumberGenerator.GetBytes(64), _kemPublic, _kemSecret);
                return EncryptAndHash(_kemPublic);
            case "ekem1":
                byte[] ciphertext = new byte[SodiumKem.CiphertextLength];
                byte[] secret = new byte[32];
                Assert.True(SodiumKem.TryEncapsulate(_kemPublic, ciphertext, secret));
                byte[] written = EncryptAndHash(ciphertext);
                MixKey(secret);
                return written;
            default:
                MixKey(Agree(token));
                return [];
        }
    }

    private void ReadToken(string token, Func<int, byte[]> take)
    {
        int tag = _k.Length == 0 ? 0 : 16;
        switch (token)
        {
            case "e":
                _re = take(32);
                MixHash(_re);
                break;
            case "s":
                _rs = DecryptAndHash(take(32 + tag));
                break;
            case "e1":
                _kemPublic = DecryptAndHash(take(1184 + tag));
                break;
            case "ekem1":
                byte[] secret = new byte[32];
                Assert.True(SodiumKem.TryDecapsulate(_kemSecret, DecryptAndHash(take(1088 + tag)), secret));
                MixKey(secret);
                break;
            default:
                MixKey(Agree(token));
                break;
        }
    }

    private byte[] Agree(string token) => token switch
    {
        "ee" => Dh(_e, _re),
        "ss" => Dh(_s, _rs),
        "es" => _initiator ? Dh(_e, _rs) : Dh(_s, _re),
        "se" => _initiator ? Dh(_s, _re) : Dh(_e, _rs),
        _ => throw new ArgumentOutOfRangeException(nameof(token), token, "No such token."),
    };

    private void MixHash(byte[] bytes) => Hash = SHA256.HashData([.. Hash, .. bytes]);

    private void MixKey(byte[] secret) => ((_ck, _k), _n) = (Hkdf(secret), 0);

    private (byte[] First, byte[] Second) Hkdf(byte[] secret)
    {
        byte[] temporary = HMACSHA256.HashData(_ck, secret);
        byte[] first = HMACSHA256.HashData(temporary, new byte[] { 1 });
        return (first, HMACSHA256.HashData(temporary, (byte[])[.. first, 2]));
    }

    private byte[] EncryptAndHash(byte[] plain)
    {
        byte[] text = plain;
        if (_k.Length != 0)
        {
            using Key key = Key.Import(AeadAlgorithm.ChaCha20Poly1305, _k, KeyBlobFormat.RawSymmetricKey);
            text = AeadAlgorithm.ChaCha20Poly1305.Encrypt(key, Nonce(), Hash, plain);
        }

        MixHash(text);
        return text;
    }

    private byte[] DecryptAndHash(byte[] text)
    {
        byte[]? plain = text;
        if (_k.Length != 0)
        {
            using Key key = Key.Import(AeadAlgorithm.ChaCha20Poly1305, _k, KeyBlobFormat.RawSymmetricKey);
            plain = AeadAlgorithm.ChaCha20Poly1305.Decrypt(key, Nonce(), Hash, text);
        }

        Assert.NotNull(plain);
        MixHash(text);
        return plain;
    }

    private byte[] Nonce()
    {
        byte[] nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce.AsSpan(4), _n++);
        return nonce;
    }

    private static byte[] Public(byte[] seed)
    {
        using Key key = Key.Import(KeyAgreementAlgorithm.X25519, seed, KeyBlobFormat.RawPrivateKey);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    private static byte[] Dh(byte[] seed, byte[] publicKey)
    {
        var parameters = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using Key key = Key.Import(KeyAgreementAlgorithm.X25519, seed, KeyBlobFormat.RawPrivateKey);
        PublicKey other = PublicKey.Import(KeyAgreementAlgorithm.X25519, publicKey, KeyBlobFormat.RawPublicKey);
        using SharedSecret? secret = KeyAgreementAlgorithm.X25519.Agree(key, other, parameters);
        return secret!.Export(SharedSecretBlobFormat.RawSharedSecret);
    }
}

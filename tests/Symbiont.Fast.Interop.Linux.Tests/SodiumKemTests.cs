using System.Security.Cryptography;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class SodiumKemTests
{
    private readonly byte[] _publicKey = new byte[SodiumKem.PublicKeyLength];
    private readonly byte[] _secretKey = new byte[SodiumKem.SecretKeyLength];
    private readonly byte[] _ciphertext = new byte[SodiumKem.CiphertextLength];
    private readonly byte[] _sent = new byte[SodiumKem.SharedSecretLength];
    private readonly byte[] _received = new byte[SodiumKem.SharedSecretLength];

    public SodiumKemTests()
    {
        Sodium.EnsureReady();
        SodiumKem.MakeKeyPair(RandomNumberGenerator.GetBytes(SodiumKem.SeedLength), _publicKey, _secretKey);
    }

    [Fact]
    public void Both_sides_get_one_secret_and_each_time_another()
    {
        Assert.True(SodiumKem.TryEncapsulate(_publicKey, _ciphertext, _sent));
        Assert.True(SodiumKem.TryDecapsulate(_secretKey, _ciphertext, _received));
        Assert.Equal(_sent, _received);
        Assert.True(SodiumKem.TryEncapsulate(_publicKey, _ciphertext, _sent));
        Assert.NotEqual(_sent, _received);
    }

    [Fact]
    public void A_changed_ciphertext_gives_another_secret()
    {
        SodiumKem.TryEncapsulate(_publicKey, _ciphertext, _sent);
        _ciphertext[500] ^= 1;
        Assert.True(SodiumKem.TryDecapsulate(_secretKey, _ciphertext, _received));
        Assert.NotEqual(_sent, _received);
    }

    [Fact]
    public void Bytes_that_are_no_key_are_refused()
    {
        // Coefficients of 12 bits, all 4095: not reduced modulo 3329 (FIPS 203, section 7.2).
        byte[] none = [.. Enumerable.Repeat((byte)0xFF, SodiumKem.PublicKeyLength)];
        Assert.False(SodiumKem.TryEncapsulate(none, _ciphertext, _sent));
    }

    [Fact]
    public void Wrong_lengths_throw()
    {
        Assert.Throws<ArgumentException>(() => SodiumKem.TryEncapsulate(new byte[1183], _ciphertext, _sent));
        Assert.Throws<ArgumentException>(() => SodiumKem.TryDecapsulate(_secretKey, new byte[1087], _received));
        Assert.Throws<ArgumentException>(() => SodiumKem.TryDecapsulate(_secretKey, _ciphertext, new byte[31]));
        Assert.Throws<ArgumentException>(
            () => SodiumKem.MakeKeyPair(new byte[SodiumKem.SeedLength - 1], _publicKey, _secretKey));
    }
}

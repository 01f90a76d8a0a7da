using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Seeds_give_the_keys_and_signatures_of_Rfc_8032(
        string seed, string publicKey, string message, string signature)
    {
        using SigningKey key = SigningKey.FromSeed(Convert.FromHexString(seed));
        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey));
        byte[] signed = new byte[SigningKey.SignatureSize];
        key.Sign(Convert.FromHexString(message), signed);
        Assert.Equal(signature, Convert.ToHexStringLower(signed));

        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verification));
        Assert.True(verification.Verify(Convert.FromHexString(message), signed));
    }

    [Fact]
    public void Any_altered_bit_of_message_or_signature_is_found()
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verification));
        byte[] message = [1, 2, 3, 4];
        byte[] signature = new byte[64];
        key.Sign(message, signature);

        foreach (byte[] part in new[] { message, signature })
        {
            for (int bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(verification.Verify(message, signature));
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(verification.Verify(message, signature));
    }

    [Fact]
    public void A_signature_verifies_under_no_other_key()
    {
        using SigningKey key = SigningKey.Generate();
        using SigningKey another = SigningKey.Generate();
        byte[] signature = new byte[64];
        key.Sign([1], signature);
        Assert.True(VerificationKey.TryImport(another.PublicKey, out VerificationKey? verification));
        Assert.False(verification.Verify([1], signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_false_to_verify_and_throws_to_make(int length)
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verification));
        Assert.False(verification.Verify([1], new byte[length]));
        Assert.Throws<ArgumentException>(() => key.Sign([1], new byte[length]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Keys_of_another_length_are_refused(int length)
    {
        Assert.False(VerificationKey.TryImport(new byte[length], out VerificationKey? key));
        Assert.Null(key);
        Assert.Throws<ArgumentException>(() => SigningKey.FromSeed(new byte[length]));
        using SigningKey signing = SigningKey.Generate();
        Assert.Throws<ArgumentException>(() => signing.ExportSeed(new byte[length]));
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    public void No_signature_verifies_under_a_key_of_small_order(string point)
    {
        // R is the neutral element and S is zero: for these keys the equation of the signature holds for many messages.
        byte[] signature = new byte[64];
        signature[0] = 1;
        bool imported = VerificationKey.TryImport(Convert.FromHexString(point), out VerificationKey? key);
        for (byte message = 0; imported && message < 64; message++)
        {
            Assert.False(key!.Verify([message], signature));
        }
    }

    [Fact]
    public void An_exported_seed_gives_the_same_key_back()
    {
        using SigningKey key = SigningKey.Generate();
        byte[] seed = new byte[32];
        key.ExportSeed(seed);
        using SigningKey again = SigningKey.FromSeed(seed);
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.Equal(key.KeyId, again.KeyId);
    }

    [Fact]
    public void The_key_id_is_the_start_of_the_public_keys_hash_on_both_sides()
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verification));
        ulong expected = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(key.PublicKey));
        Assert.Equal(expected, key.KeyId);
        Assert.Equal(expected, verification.KeyId);
        Assert.Equal(key.PublicKey, verification.Bytes);
    }

    [Fact]
    public void Domains_are_distinct_and_none_starts_another()
    {
        string[] domains =
        [
            .. new[] { SignatureDomains.Issuer.ToArray(), SignatureDomains.Credential.ToArray(),
                SignatureDomains.Session.ToArray(), "symbiont.fast batch 1"u8.ToArray() }
                .Select(Convert.ToHexString),
        ];
        Assert.All(
            domains, domain => Assert.Single(domains, other => other.StartsWith(domain, StringComparison.Ordinal)));
    }
}

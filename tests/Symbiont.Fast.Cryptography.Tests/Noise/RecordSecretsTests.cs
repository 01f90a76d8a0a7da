using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class RecordSecretsTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    [Fact]
    public void The_key_derivation_gives_the_first_answer_of_Rfc_5869()
    {
        byte[] key = Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        byte[] salt = Convert.FromHexString("000102030405060708090a0b0c");
        byte[] context = Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9");
        const string pseudorandom = "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5";
        const string output =
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";

        Assert.Equal(pseudorandom, Hex(HKDF.Extract(HashAlgorithmName.SHA256, key, salt)));
        Assert.Equal(
            output, Hex(HKDF.Expand(HashAlgorithmName.SHA256, Convert.FromHexString(pseudorandom), 42, context)));
        Assert.Equal(output, Hex(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 42, salt, context)));
    }

    [Theory]
    [InlineData(AeadSuite.Aegis128L, 16, 16)]
    [InlineData(AeadSuite.Aes256Gcm, 32, 12)]
    [InlineData(AeadSuite.ChaCha20Poly1305, 32, 12)]
    public void Key_and_iv_are_the_first_Hkdf_block_under_their_labels(AeadSuite suite, int keyLength, int ivLength)
    {
        byte[] key = new byte[keyLength];
        byte[] iv = new byte[ivLength];
        RecordSecrets.Derive(Secret, suite, key, iv);

        // RFC 5869, section 2.3: T(1) = HMAC(PRK, info | 0x01).
        Assert.Equal(HMACSHA256.HashData(Secret, "symbiont.fast hop key\u0001"u8)[..keyLength], key);
        Assert.Equal(HMACSHA256.HashData(Secret, "symbiont.fast hop iv\u0001"u8)[..ivLength], iv);
    }

    [Theory]
    [InlineData(31, 16, 16)]
    [InlineData(32, 15, 16)]
    [InlineData(32, 32, 16)]
    [InlineData(32, 16, 12)]
    public void Wrong_lengths_throw(int secret, int key, int iv) => Assert.Throws<ArgumentException>(
        () => RecordSecrets.Derive(new byte[secret], AeadSuite.Aegis128L, new byte[key], new byte[iv]));

    [Fact]
    public void The_next_secret_is_the_first_Hkdf_block_under_its_label()
    {
        byte[] next = new byte[32];
        RecordSecrets.DeriveNext(Secret, next);
        Assert.Equal(HMACSHA256.HashData(Secret, "symbiont.fast next secret\u0001"u8), next);
        Assert.Throws<ArgumentException>(() => RecordSecrets.DeriveNext(Secret.AsSpan(1), next));
        Assert.Throws<ArgumentException>(() => RecordSecrets.DeriveNext(Secret, next.AsSpan(1)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

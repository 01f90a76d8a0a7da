using NSec.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>All four suites, called raw, against NSec over random keys, nonces, lengths and contents.</summary>
public sealed class AeadDifferentialTests
{
    private const int Rounds = 2000;

    public static TheoryData<AeadSuite> Suites =>
        [AeadSuite.Aegis128L, AeadSuite.Aes256Gcm, AeadSuite.ChaCha20Poly1305, AeadSuite.Aegis256];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Raw_and_NSec_give_the_same_bytes_and_the_same_refusals(AeadSuite suite)
    {
        Assert.SkipWhen(suite == AeadSuite.Aes256Gcm && !Aes256Gcm.IsSupported, "No AES instructions here.");
        var random = new Random(4_711 + (int)suite);
        for (int round = 0; round < Rounds; round++)
        {
            Compare(suite, random);
        }
    }

    private static void Compare(AeadSuite suite, Random random)
    {
        byte[] secret = Bytes(random, AeadSuites.KeyLength(suite));
        byte[] nonce = Bytes(random, AeadSuites.NonceLength(suite));
        byte[] associated = Bytes(random, random.Next(0, 100));
        byte[] plain = Bytes(random, random.Next(0, random.Next(0, 10) == 0 ? 20_000 : 600));
        AeadAlgorithm reference = Reference(suite);
        using Key referenceKey = Key.Import(reference, secret, KeyBlobFormat.RawSymmetricKey);
        using var key = new AeadKey(suite, secret);

        byte[] expected = reference.Encrypt(referenceKey, nonce, associated, plain);
        byte[] made = new byte[plain.Length + AeadSuites.TagLength(suite)];
        key.Seal(nonce, associated, plain, made);
        Assert.Equal(expected, made);

        byte[] opened = new byte[plain.Length];
        Assert.True(key.TryOpen(nonce, associated, expected, opened));
        Assert.Equal(plain, opened);
        Assert.Equal(plain, reference.Decrypt(referenceKey, nonce, associated, made));

        made[random.Next(made.Length)] ^= (byte)(1 << random.Next(8));
        Assert.False(key.TryOpen(nonce, associated, made, opened));
        Assert.Null(reference.Decrypt(referenceKey, nonce, associated, made));
    }

    private static AeadAlgorithm Reference(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => AeadAlgorithm.Aegis128L,
        AeadSuite.Aes256Gcm => AeadAlgorithm.Aes256Gcm,
        AeadSuite.ChaCha20Poly1305 => AeadAlgorithm.ChaCha20Poly1305,
        AeadSuite.Aegis256 => AeadAlgorithm.Aegis256,
        _ => throw new ArgumentOutOfRangeException(nameof(suite), suite, "No such suite."),
    };

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}

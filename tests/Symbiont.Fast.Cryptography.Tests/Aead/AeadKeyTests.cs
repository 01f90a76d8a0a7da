using NSec.Cryptography;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class AeadKeyTests
{
    public static readonly TheoryData<AeadSuite> Suites =
        [AeadSuite.Aegis128L, AeadSuite.Aes256Gcm, AeadSuite.ChaCha20Poly1305];

    private readonly Random _random = new(20_260);

    [Theory]
    [MemberData(nameof(Suites))]
    public void Seals_and_opens_as_an_independent_implementation_does(AeadSuite suite)
    {
        SkipIfMissing(suite);
        for (int length = 0; length <= 300; length += 7)
        {
            byte[] secret = Bytes(AeadSuites.KeyLength(suite));
            byte[] nonce = Bytes(AeadSuites.NonceLength(suite));
            byte[] associated = Bytes(length % 41);
            byte[] plain = Bytes(length);
            AeadAlgorithm reference = Reference(suite);
            using Key referenceKey = Key.Import(reference, secret, KeyBlobFormat.RawSymmetricKey);
            byte[] expected = reference.Encrypt(referenceKey, nonce, associated, plain);

            using var key = new AeadKey(suite, secret);
            byte[] sealedText = new byte[length + key.TagLength];
            key.Seal(nonce, associated, plain, sealedText);
            Assert.Equal(expected, sealedText);

            byte[] opened = new byte[length];
            Assert.True(key.TryOpen(nonce, associated, expected, opened));
            Assert.Equal(plain, opened);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Seals_and_opens_in_place(AeadSuite suite)
    {
        SkipIfMissing(suite);
        using var key = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        byte[] nonce = Bytes(AeadSuites.NonceLength(suite));
        byte[] plain = Bytes(100);
        byte[] apart = new byte[100 + key.TagLength];
        byte[] inPlace = new byte[100 + key.TagLength];
        plain.CopyTo(inPlace, 0);

        key.Seal(nonce, [1], plain, apart);
        key.Seal(nonce, [1], inPlace.AsSpan(0, 100), inPlace);
        Assert.Equal(apart, inPlace);
        Assert.True(key.TryOpen(nonce, [1], inPlace, inPlace.AsSpan(0, 100)));
        Assert.Equal(plain, inPlace[..100]);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Any_altered_bit_of_text_tag_nonce_or_associated_bytes_is_refused_and_leaves_zeros(AeadSuite suite)
    {
        SkipIfMissing(suite);
        using var key = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        byte[] nonce = Bytes(AeadSuites.NonceLength(suite));
        byte[] associated = Bytes(8);
        byte[] sealedText = new byte[20 + key.TagLength];
        key.Seal(nonce, associated, Bytes(20), sealedText);

        foreach (byte[] part in new[] { nonce, associated, sealedText })
        {
            for (int bit = 0; bit < part.Length * 8; bit++)
            {
                byte[] opened = Bytes(20);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(key.TryOpen(nonce, associated, sealedText, opened));
                Assert.Equal(new byte[20], opened);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(key.TryOpen(nonce, associated, sealedText, new byte[20]));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Another_key_does_not_open(AeadSuite suite)
    {
        SkipIfMissing(suite);
        using var key = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        using var another = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        byte[] nonce = Bytes(AeadSuites.NonceLength(suite));
        byte[] sealedText = new byte[20 + key.TagLength];
        key.Seal(nonce, [], Bytes(20), sealedText);
        Assert.False(another.TryOpen(nonce, [], sealedText, new byte[20]));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Sealed_text_shorter_than_a_tag_is_refused(AeadSuite suite)
    {
        SkipIfMissing(suite);
        using var key = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        byte[] nonce = Bytes(AeadSuites.NonceLength(suite));
        for (int length = 0; length < key.TagLength; length++)
        {
            Assert.False(key.TryOpen(nonce, [], new byte[length], []));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Wrong_lengths_of_key_nonce_and_text_throw(AeadSuite suite)
    {
        SkipIfMissing(suite);
        int keyLength = AeadSuites.KeyLength(suite);
        int nonceLength = AeadSuites.NonceLength(suite);
        Assert.Throws<ArgumentException>(() => new AeadKey(suite, new byte[keyLength - 1]));
        Assert.Throws<ArgumentException>(() => new AeadKey(suite, new byte[keyLength + 1]));
        using var key = new AeadKey(suite, new byte[keyLength]);
        byte[] sealedText = new byte[10 + key.TagLength];
        Assert.Throws<ArgumentException>(() => key.Seal(new byte[nonceLength - 1], [], new byte[10], sealedText));
        Assert.Throws<ArgumentException>(() => key.Seal(new byte[nonceLength], [], new byte[9], sealedText));
        Assert.Throws<ArgumentException>(
            () => key.TryOpen(new byte[nonceLength + 1], [], sealedText, new byte[10]));
        Assert.Throws<ArgumentException>(() => key.TryOpen(new byte[nonceLength], [], sealedText, new byte[11]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(255)]
    public void An_unassigned_suite_throws(byte suite) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AeadKey((AeadSuite)suite, new byte[32]));

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_disposed_key_is_returned_to_the_arena_and_throws(AeadSuite suite)
    {
        SkipIfMissing(suite);
        int before = SecretArena.Shared.InUse;
        var key = new AeadKey(suite, Bytes(AeadSuites.KeyLength(suite)));
        Assert.Equal(before + 1, SecretArena.Shared.InUse);
        key.Dispose();
        key.Dispose();

        Assert.Equal(before, SecretArena.Shared.InUse);
        byte[] nonce = new byte[AeadSuites.NonceLength(suite)];
        Assert.Throws<ObjectDisposedException>(() => key.Seal(nonce, [], [], new byte[key.TagLength]));
    }

    private static AeadAlgorithm Reference(AeadSuite suite) => suite switch
    {
        AeadSuite.Aegis128L => AeadAlgorithm.Aegis128L,
        AeadSuite.Aes256Gcm => AeadAlgorithm.Aes256Gcm,
        _ => AeadAlgorithm.ChaCha20Poly1305,
    };

    private static void SkipIfMissing(AeadSuite suite) => Assert.SkipWhen(
        suite == AeadSuite.Aes256Gcm && !Aes256Gcm.IsSupported, "This processor has no AES instructions.");

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}

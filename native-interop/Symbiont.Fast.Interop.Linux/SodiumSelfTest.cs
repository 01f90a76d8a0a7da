using System.Security.Cryptography;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// One published answer for each primitive: sealing gives it, opening takes it back, one changed bit is refused. It
/// catches a wrong library or calling convention at start instead of on the wire.
/// </summary>
internal static class SodiumSelfTest
{
    private delegate void Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain,
        Span<byte> sealedText);

    private delegate bool TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText,
        Span<byte> plain);

    /// <summary>draft-irtf-cfrg-aegis-aead, AEGIS-128L test vector 3, 256-bit tag.</summary>
    public static bool Aegis128L() => Holds(
        SodiumAead.SealAegis128L,
        SodiumAead.TryOpenAegis128L,
        key: "10010000000000000000000000000000",
        nonce: "10000200000000000000000000000000",
        associated: "0001020304050607",
        plain: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        expected: "79d94593d8c2119d7e8fd9b8fc77845c5c077a05b2528b6ac54b563aed8efe84"
            + "022cb796fe7e0ae1197525ff67e309484cfbab6528ddef89f17d74ef8ecd82b3");

    /// <summary>draft-irtf-cfrg-aegis-aead, AEGIS-256 test vector 3, 256-bit tag.</summary>
    public static bool Aegis256() => Holds(
        SodiumAead.SealAegis256,
        SodiumAead.TryOpenAegis256,
        key: "1001000000000000000000000000000000000000000000000000000000000000",
        nonce: "1000020000000000000000000000000000000000000000000000000000000000",
        associated: "0001020304050607",
        plain: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        expected: "f373079ed84b2709faee373584585d60accd191db310ef5d8b11833df9dec711"
            + "b7d28d0c3c0ebd409fd22b44160503073a547412da0854bfb9723020dab8da1a");

    /// <summary>McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.</summary>
    public static bool Aes256Gcm() => Holds(
        SodiumAead.SealAes256Gcm,
        SodiumAead.TryOpenAes256Gcm,
        key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        nonce: "cafebabefacedbaddecaf888",
        associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        expected: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b");

    /// <summary>RFC 8439, section 2.8.2.</summary>
    public static bool ChaCha20Poly1305() => Holds(
        SodiumAead.SealChaCha20Poly1305,
        SodiumAead.TryOpenChaCha20Poly1305,
        key: "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
        nonce: "070000004041424344454647",
        associated: "50515253c0c1c2c3c4c5c6c7",
        plain: "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
            + "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
            + "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
            + "637265656e20776f756c642062652069742e",
        expected: "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
            + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
            + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691");

    /// <summary>
    /// The first of the official round-3 seeds, as Wycheproof gives it for FIPS 203: key pair, encapsulation and
    /// decapsulation. Of the two long outputs the SHA-256 is compared.
    /// </summary>
    public static bool MlKem768()
    {
        byte[] publicKey = new byte[SodiumKem.PublicKeyLength];
        byte[] secretKey = new byte[SodiumKem.SecretKeyLength];
        byte[] ciphertext = new byte[SodiumKem.CiphertextLength];
        byte[] sent = new byte[SodiumKem.SharedSecretLength];
        byte[] received = new byte[SodiumKem.SharedSecretLength];
        byte[] seed = Convert.FromHexString(
            "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d"
            + "8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f");
        byte[] random = Convert.FromHexString("147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615");

        SodiumKem.MakeKeyPair(seed, publicKey, secretKey);
        bool encapsulates = SodiumKem.TryEncapsulateWith(publicKey, random, ciphertext, sent);
        bool decapsulates = SodiumKem.TryDecapsulate(secretKey, ciphertext, received);
        return encapsulates && decapsulates
            && Hash(publicKey) == "86adbca81f4fee893e2fb58fb98aa2fe188f501fed268d7f4056f8c05c4e53c4"
            && Hash(ciphertext) == "36829a2f35cbf4deb62c0a12a15c22dae9f8d2c252566fc24f88abe805cb575e"
            && Hex(sent) == "e7184a0975ee3470878d2d159ec83129c8aec253d4ee17b4810311d198cd0368"
            && sent.AsSpan().SequenceEqual(received);
    }

    private static string Hash(byte[] bytes) => Hex(SHA256.HashData(bytes));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static bool Holds(
        Seal seal, TryOpen open, string key, string nonce, string associated, string plain, string expected)
    {
        byte[] keyBytes = Convert.FromHexString(key);
        byte[] nonceBytes = Convert.FromHexString(nonce);
        byte[] associatedBytes = Convert.FromHexString(associated);
        byte[] plainBytes = Convert.FromHexString(plain);
        byte[] answer = Convert.FromHexString(expected);
        byte[] sealedText = new byte[answer.Length];
        byte[] opened = new byte[plainBytes.Length];

        seal(keyBytes, nonceBytes, associatedBytes, plainBytes, sealedText);
        bool gives = sealedText.AsSpan().SequenceEqual(answer);
        bool takesBack = open(keyBytes, nonceBytes, associatedBytes, answer, opened)
            && opened.AsSpan().SequenceEqual(plainBytes);
        answer[^1] ^= 1;
        bool refuses = !open(keyBytes, nonceBytes, associatedBytes, answer, opened);
        return gives && takesBack && refuses;
    }
}

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class SodiumAeadTests
{
    private static readonly byte[] Associated = "header"u8.ToArray();

    public static TheoryData<string> Primitives => ["AEGIS-128L", "AEGIS-256", "AES-256-GCM", "ChaCha20-Poly1305"];

    [Theory]
    [MemberData(nameof(Primitives))]
    public void What_was_sealed_opens_to_the_same_bytes_at_every_length(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        foreach (int length in (int[])[.. Enumerable.Range(0, 300), 2047, 2048, 4096, 65_536, 131_072])
        {
            byte[] plain = Pattern(length, seed: length);
            byte[] sealedText = new byte[length + aead.TagLength];
            byte[] opened = new byte[length];

            aead.Seal(key, nonce, Associated, plain, sealedText);

            Assert.True(aead.TryOpen(key, nonce, Associated, sealedText, opened), $"length {length}");
            Assert.Equal(plain, opened);
            Assert.True(length < 16 || !sealedText.AsSpan(0, length).SequenceEqual(plain), $"length {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void In_place_gives_the_same_as_apart(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        foreach (int length in (int[])[0, 1, 15, 16, 17, 31, 32, 33, 100, 1500, 65_536])
        {
            byte[] plain = Pattern(length, seed: length);
            byte[] apart = new byte[length + aead.TagLength];
            aead.Seal(key, nonce, Associated, plain, apart);
            byte[] shared = new byte[length + aead.TagLength];
            plain.CopyTo(shared, 0);

            aead.Seal(key, nonce, Associated, shared.AsSpan(0, length), shared);
            Assert.Equal(apart, shared);

            Assert.True(aead.TryOpen(key, nonce, Associated, shared, shared.AsSpan(0, length)));
            Assert.Equal(plain, shared.AsSpan(0, length));
        }
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void A_change_of_any_byte_of_any_input_is_refused_and_nothing_is_revealed(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        byte[] associated = [.. Associated];
        byte[] plain = Pattern(77, seed: 1);
        byte[] sealedText = new byte[plain.Length + aead.TagLength];
        aead.Seal(key, nonce, associated, plain, sealedText);

        foreach (byte[] input in (byte[][])[key, nonce, associated, sealedText])
        {
            for (int position = 0; position < input.Length; position++)
            {
                input[position] ^= 0x10;
                byte[] opened = Pattern(plain.Length, seed: 2);

                Assert.False(aead.TryOpen(key, nonce, associated, sealedText, opened));

                Assert.True(opened.AsSpan().IndexOfAnyExcept((byte)0) < 0, "A refused text must leave only zeros.");
                input[position] ^= 0x10;
            }
        }

        Assert.True(aead.TryOpen(key, nonce, associated, sealedText, new byte[plain.Length]));
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void A_refusal_in_place_clears_the_plain_part(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        byte[] shared = Pattern(100 + aead.TagLength, seed: 3);

        Assert.False(aead.TryOpen(key, nonce, Associated, shared, shared.AsSpan(0, 100)));

        Assert.True(shared.AsSpan(0, 100).IndexOfAnyExcept((byte)0) < 0);
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Wrong_lengths_are_the_callers_mistake(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        byte[] plain = new byte[10];
        byte[] sealedText = new byte[10 + aead.TagLength];

        foreach (int off in (int[])[-1, 1])
        {
            byte[] wrongKey = new byte[key.Length + off];
            byte[] wrongNonce = new byte[nonce.Length + off];
            byte[] wrongText = new byte[sealedText.Length + off];
            Assert.Throws<ArgumentException>(() => aead.Seal(wrongKey, nonce, [], plain, sealedText));
            Assert.Throws<ArgumentException>(() => aead.Seal(key, wrongNonce, [], plain, sealedText));
            Assert.Throws<ArgumentException>(() => aead.Seal(key, nonce, [], plain, wrongText));
            Assert.Throws<ArgumentException>(() => aead.TryOpen(wrongKey, nonce, [], sealedText, plain));
            Assert.Throws<ArgumentException>(() => aead.TryOpen(key, wrongNonce, [], sealedText, plain));
            Assert.Throws<ArgumentException>(() => aead.TryOpen(key, nonce, [], wrongText, plain));
        }

        byte[] shorterThanTag = new byte[aead.TagLength - 1];
        Assert.Throws<ArgumentException>(() => aead.TryOpen(key, nonce, [], shorterThanTag, []));
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Texts_that_overlap_at_different_starts_are_the_callers_mistake(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        byte[] buffer = new byte[200];
        int sealedLength = 64 + aead.TagLength;

        Assert.Throws<ArgumentException>(
            () => aead.Seal(key, nonce, [], buffer.AsSpan(1, 64), buffer.AsSpan(0, sealedLength)));
        Assert.Throws<ArgumentException>(
            () => aead.TryOpen(key, nonce, [], buffer.AsSpan(0, sealedLength), buffer.AsSpan(8, 64)));
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Sealing_and_opening_allocate_nothing(string name)
    {
        Aead aead = Aead.Named(name);
        (byte[] key, byte[] nonce) = Secrets(aead);
        byte[] plain = new byte[500];
        byte[] sealedText = new byte[500 + aead.TagLength];

        // Once before counting: the first call of each native function binds it, which allocates.
        aead.Seal(key, nonce, Associated, plain, sealedText);
        Assert.True(aead.TryOpen(key, nonce, Associated, sealedText, plain));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            aead.Seal(key, nonce, Associated, plain, sealedText);
            _ = aead.TryOpen(key, nonce, Associated, sealedText, plain);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (byte[] Key, byte[] Nonce) Secrets(Aead aead) =>
        (Pattern(aead.KeyLength, seed: 10), Pattern(aead.NonceLength, seed: 11));

    private static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

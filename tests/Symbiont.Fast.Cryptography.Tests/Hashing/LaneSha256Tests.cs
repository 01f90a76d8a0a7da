using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>Every way to hash gives what the platform's SHA-256 gives, for every length around the block borders.</summary>
public sealed class LaneSha256Tests(ITestOutputHelper output)
{
    // A million in all: the ways share the contents, and each checks every one.
    private const int Rounds = 1_000_000 / PerRound;
    private const int PerRound = 250;

    private delegate void Hasher(ReadOnlySpan<byte> buffer, ReadOnlySpan<HashInput> inputs, Span<byte> digests);

    private delegate void NodeHasher(ReadOnlySpan<byte> pairs, Span<byte> nodes);

    [Fact]
    public void A_million_random_inputs_hash_as_the_platform_hashes_them()
    {
        (string Name, Hasher Hash)[] ways = Ways();
        byte[] buffer = new byte[128 * 1024];
        new Random(6962).NextBytes(buffer);
        Parallel.For(0, Rounds, round => Compare(ways, buffer, new Random(round)));
        output.WriteLine($"{Rounds * PerRound:N0} inputs on each of: {string.Join(", ", ways.Select(way => way.Name))}");
    }

    [Fact]
    public void Every_length_up_to_five_blocks_hashes_right_alone_and_in_company()
    {
        byte[] buffer = new byte[512];
        new Random(1).NextBytes(buffer);
        foreach ((string name, Hasher hash) in Ways())
        {
            for (int length = 0; length <= 320; length++)
            {
                foreach (int company in (int[])[1, 2, 7, 8, 9, 15, 16, 17, 33])
                {
                    HashInput[] inputs = [.. Enumerable.Range(0, company).Select(i => HashInput.Leaf(3, i, length))];
                    byte[] digests = new byte[inputs.Length * 32];
                    hash(buffer, inputs, digests);
                    Check(name, buffer, inputs, digests);
                }
            }
        }
    }

    [Fact]
    public void Nodes_of_every_count_hash_right()
    {
        byte[] pairs = new byte[35 * 64];
        new Random(2).NextBytes(pairs);
        foreach ((string name, NodeHasher hash) in NodeWays())
        {
            for (int count = 0; count <= 35; count++)
            {
                // In the middle of a larger array, so that a write beside the nodes would be seen.
                byte[] around = new byte[(count + 2) * 32];
                hash(pairs, around.AsSpan(32, count * 32));
                byte[] expected = new byte[around.Length];
                for (int i = 0; i < count; i++)
                {
                    SHA256.HashData([1, .. pairs.AsSpan(i * 64, 64)], expected.AsSpan((i + 1) * 32, 32));
                }

                Assert.True(expected.AsSpan().SequenceEqual(around), $"{name}, {count}");
            }
        }
    }

    [Fact]
    public void Too_few_pairs_throw() => Assert.ThrowsAny<ArgumentException>(
        () => LaneSha256.HashNodes(new byte[127], new byte[64]));

    [Fact]
    public void Published_answers_come_out()
    {
        // FIPS 180-4's examples, from NIST's example values: one block, and two.
        byte[] buffer = "abcabcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"u8.ToArray();
        HashInput[] inputs = [HashInput.Plain(0, 3), HashInput.Plain(3, 56), HashInput.Plain(0, 0)];
        foreach ((_, Hasher hash) in Ways())
        {
            byte[] digests = new byte[96];
            hash(buffer, inputs, digests);
            Assert.Equal(
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
                + "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"
                + "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                Convert.ToHexString(digests));
        }
    }

    [Fact]
    public void A_wrong_length_of_the_digests_throws() => Assert.Throws<ArgumentException>(
        () => LaneSha256.Hash(new byte[8], [HashInput.Plain(0, 8)], new byte[31]));

    [Fact]
    public void A_stretch_outside_the_buffer_throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => LaneSha256.Hash(new byte[64], [HashInput.Node(0), HashInput.Node(1)], new byte[64]));

    private static (string Name, Hasher Hash)[] Ways()
    {
        List<(string, Hasher)> ways =
        [
            ("the chosen way", LaneSha256.Hash),
            ("one by one", LaneSha256.HashOneByOne),
            (Sha256Avx512.IsSupported ? "16 lanes, AVX-512" : "16 lanes, emulated", LaneSchedule.Hash<Sha256Avx512>),
        ];
        if (Sha256Avx2.IsSupported)
        {
            ways.Add(("8 lanes, AVX2", LaneSchedule.Hash<Sha256Avx2>));
        }

        return [.. ways];
    }

    private static (string Name, NodeHasher Hash)[] NodeWays()
    {
        List<(string, NodeHasher)> ways =
        [
            ("the chosen way", LaneSha256.HashNodes),
            ("one by one", LaneSha256.HashNodesOneByOne),
            ("16 lanes", LaneNodes.Hash<Sha256Avx512>),
        ];
        if (Sha256Avx2.IsSupported)
        {
            ways.Add(("8 lanes", LaneNodes.Hash<Sha256Avx2>));
        }

        return [.. ways];
    }

    private static void Compare((string Name, Hasher Hash)[] ways, byte[] buffer, Random random)
    {
        HashInput[] inputs = [.. Enumerable.Range(0, PerRound).Select(_ => Input(random, buffer.Length))];
        byte[] expected = new byte[inputs.Length * 32];
        for (int i = 0; i < inputs.Length; i++)
        {
            SHA256.HashData(Text(buffer, inputs[i]), expected.AsSpan(i * 32, 32));
        }

        byte[] digests = new byte[expected.Length];
        foreach ((string name, Hasher hash) in ways)
        {
            digests.AsSpan().Clear();
            hash(buffer, inputs, digests);
            Assert.True(expected.AsSpan().SequenceEqual(digests), name);
        }
    }

    private static HashInput Input(Random random, int bufferLength)
    {
        int length = random.Next(100) switch
        {
            0 => random.Next(4096, 20_000),
            < 20 => random.Next(0, 2048),
            _ => random.Next(0, 400),
        };
        return random.Next(3) switch
        {
            0 => HashInput.Plain(random.Next(bufferLength - length), length),
            1 => HashInput.Node(random.Next(bufferLength - 64)),
            _ => HashInput.Leaf((ulong)random.NextInt64(), random.Next(bufferLength - length), length),
        };
    }

    private static void Check(string name, byte[] buffer, HashInput[] inputs, byte[] digests)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            byte[] expected = SHA256.HashData(Text(buffer, inputs[i]));
            Assert.True(expected.AsSpan().SequenceEqual(digests.AsSpan(i * 32, 32)), $"{name}, {inputs[i].Length}");
        }
    }

    private static byte[] Text(byte[] buffer, HashInput input)
    {
        byte[] prefix = new byte[9];
        prefix[0] = input.Domain;
        BinaryPrimitives.WriteUInt64LittleEndian(prefix.AsSpan(1), input.Sequence);
        return [.. prefix[..input.PrefixLength], .. buffer.AsSpan(input.Offset, input.Length)];
    }
}

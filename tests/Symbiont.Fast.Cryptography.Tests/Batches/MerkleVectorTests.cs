using System.Text.Json;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>The inclusion proofs, good and bad, of the transparency-dev project.</summary>
public sealed class MerkleVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_published_inclusion_proof_gives_its_result()
    {
        string[] files = PublishedVectors.Files("merkle/inclusion");
        var tally = new VectorTally("RFC 6962 inclusion", output);
        int good = 0;
        int bad = 0;
        int inexpressible = 0;
        foreach (string file in files)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            bool expected = !document.RootElement.GetProperty("wantErr").GetBoolean();
            if (!IsExpressible(document.RootElement))
            {
                Assert.False(expected, file);
                tally.Skipped("a hash of no bytes, which a path of 32-byte hashes in a row cannot hold");
                inexpressible++;
                continue;
            }

            tally.Ran(expected == Proves(document.RootElement), file);
            _ = expected ? good++ : bad++;
        }

        Assert.True(good > 0 && bad > 0);
        Assert.True(inexpressible < files.Length / 5);
        tally.Close(files.Length);
    }

    // A consistency proof relates two versions of one growing log. A batch's tree is built once, signed, and never
    // grows, so the product has no code for one; whoever adds it finds the vectors counted here.
    [Fact]
    public void Consistency_proofs_have_no_code_to_run_them()
    {
        int held = PublishedVectors.Files("merkle/consistency").Length;
        output.WriteLine("| family | in files | run | passed | skipped | reasons |");
        output.WriteLine(
            $"| RFC 6962 consistency | {held} | 0 | 0 | {held} | {held}: a batch's tree never grows |");
        Assert.DoesNotContain(
            typeof(MerkleTree).GetMethods(), method => method.Name.Contains("Consistency", StringComparison.Ordinal));
    }

    // Some bad proofs hold a hash of no bytes; a path of hashes in a row has no such thing.
    private static bool IsExpressible(JsonElement proof) =>
        Hashes(proof).All(hash => hash.Length == MerkleTree.HashSize);

    private static IEnumerable<byte[]> Hashes(JsonElement proof)
    {
        JsonElement path = proof.GetProperty("proof");
        return path.ValueKind == JsonValueKind.Null
            ? []
            : path.EnumerateArray().Select(hash => hash.GetBytesFromBase64());
    }

    private static bool Proves(JsonElement proof)
    {
        // The published indices are 64-bit; one of them is 2^64 - 1, which is no leaf of any tree here.
        ulong index = proof.GetProperty("leafIdx").GetUInt64();
        int count = checked((int)proof.GetProperty("treeSize").GetUInt64());
        byte[] hashes = ReferenceTree.Join(Hashes(proof));
        byte[] root = new byte[32];
        return MerkleTree.TryRootFromPath(
                proof.GetProperty("leafHash").GetBytesFromBase64(), index > int.MaxValue ? -1 : (int)index, count,
                hashes, root)
            && root.AsSpan().SequenceEqual(proof.GetProperty("root").GetBytesFromBase64());
    }
}

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class MerkleTreeTests
{
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_that_Certificate_Transparency_publishes(int count, string root)
    {
        byte[] computed = new byte[32];
        MerkleTree.Root(Published(count), computed);
        Assert.Equal(root, Convert.ToHexStringLower(computed));
    }

    [Theory]
    [InlineData(0, 8, new[]
    {
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    })]
    [InlineData(5, 8, new[]
    {
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    })]
    [InlineData(2, 3, new[] { "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" })]
    [InlineData(0, 1, new string[0])]
    public void Paths_are_those_that_Certificate_Transparency_publishes(int index, int count, string[] expected)
    {
        byte[] path = new byte[8 * 32];
        int length = MerkleTree.Path(Published(count), index, path);
        Assert.Equal(expected, path[..(length * 32)].Chunk(32).Select(Convert.ToHexStringLower));
    }

    [Fact]
    public void Roots_and_paths_of_every_size_up_to_a_full_batch_follow_the_definition()
    {
        byte[][] leaves = ReferenceTree.Leaves(256);
        byte[] root = new byte[32];
        byte[] path = new byte[8 * 32];
        for (int count = 1; count <= 256; count++)
        {
            byte[] hashes = ReferenceTree.Join(leaves[..count]);
            byte[] expected = ReferenceTree.Root(leaves.AsSpan(0, count));
            MerkleTree.Root(hashes, root);
            Assert.Equal(expected, root);

            // Both ends, and one place that wanders through the middle.
            foreach (int index in new[] { 0, count - 1, count * 7919 % count, count / 2, count / 3 })
            {
                byte[] expectedPath = ReferenceTree.Join(ReferenceTree.Path(index, leaves.AsSpan(0, count)));
                int length = MerkleTree.Path(hashes, index, path);
                Assert.Equal(expectedPath, path[..(length * 32)]);
                Assert.Equal(length, MerkleTree.PathLength(index, count));
                Assert.True(MerkleTree.TryRootFromPath(leaves[index], index, count, expectedPath, root));
                Assert.Equal(expected, root);
            }
        }
    }

    [Fact]
    public void A_path_leads_to_the_root_for_its_own_leaf_index_and_count_only()
    {
        const int limit = 20;
        byte[][] leaves = ReferenceTree.Leaves(limit);
        byte[] computed = new byte[32];
        for (int count = 1; count <= limit; count++)
        {
            byte[] root = ReferenceTree.Root(leaves.AsSpan(0, count));
            for (int index = 0; index < count; index++)
            {
                byte[] path = ReferenceTree.Join(ReferenceTree.Path(index, leaves.AsSpan(0, count)));
                for (int claimed = 0; claimed < count; claimed++)
                {
                    bool leads = MerkleTree.TryRootFromPath(leaves[index], claimed, count, path, computed)
                        && computed.AsSpan().SequenceEqual(root);
                    Assert.Equal(claimed == index, leads);
                }
            }
        }
    }

    [Fact]
    public void Any_altered_byte_of_leaf_or_path_leads_elsewhere()
    {
        byte[][] leaves = ReferenceTree.Leaves(11);
        byte[] root = ReferenceTree.Root(leaves);
        byte[] path = ReferenceTree.Join(ReferenceTree.Path(6, leaves));
        byte[] leaf = leaves[6];
        byte[] computed = new byte[32];
        foreach (byte[] part in new[] { leaf, path })
        {
            for (int position = 0; position < part.Length; position++)
            {
                part[position] ^= 1;
                Assert.True(MerkleTree.TryRootFromPath(leaf, 6, 11, path, computed));
                Assert.NotEqual(root, computed);
                part[position] ^= 1;
            }
        }
    }

    [Fact]
    public void A_path_of_the_wrong_length_and_a_leaf_that_does_not_exist_are_false()
    {
        byte[] leaf = new byte[32];
        byte[] root = new byte[32];
        Assert.True(MerkleTree.TryRootFromPath(leaf, 4, 5, new byte[32], root));
        foreach (int length in new[] { 0, 31, 33, 64, 96 })
        {
            Assert.False(MerkleTree.TryRootFromPath(leaf, 4, 5, new byte[length], root));
        }

        Assert.False(MerkleTree.TryRootFromPath(leaf, 5, 5, new byte[32], root));
        Assert.False(MerkleTree.TryRootFromPath(leaf, -1, 5, new byte[32], root));
        Assert.False(MerkleTree.TryRootFromPath(leaf, 0, 0, [], root));
        Assert.False(MerkleTree.TryRootFromPath(leaf, 0, -1, [], root));
        Assert.False(MerkleTree.TryRootFromPath(leaf.AsSpan(1), 4, 5, new byte[32], root));
        Assert.False(MerkleTree.TryRootFromPath(leaf, int.MaxValue - 1, int.MaxValue, new byte[32], root));
    }

    [Fact]
    public void Mistaken_calls_throw()
    {
        Assert.Throws<ArgumentException>(() => MerkleTree.Root(new byte[33], new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Path(new byte[64], 2, new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Path(new byte[64], -1, new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.PathLength(0, 0));
    }

    private static byte[] Published(int count) =>
        ReferenceTree.Join(ReferenceTree.PublishedLeaves[..count].Select(ReferenceTree.LeafHash));
}

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class MerkleLevelsTests
{
    [Fact]
    public void Roots_and_all_paths_are_those_of_the_tree()
    {
        byte[][] leaves = ReferenceTree.Leaves(256);
        byte[] expected = new byte[8 * 32];
        byte[] path = new byte[8 * 32];
        byte[] root = new byte[32];
        foreach (int count in Enumerable.Range(1, 40).Concat([100, 127, 128, 129, 255, 256]))
        {
            byte[] hashes = ReferenceTree.Join(leaves[..count]);
            byte[] levels = new byte[MerkleLevels.Size(count)];
            hashes.CopyTo(levels, 0);
            MerkleLevels.Build(levels, count);

            MerkleTree.Root(hashes, root);
            Assert.Equal(root, MerkleLevels.Root(levels, count));
            for (int index = 0; index < count; index += count > 40 ? 13 : 1)
            {
                int length = MerkleTree.Path(hashes, index, expected);
                Assert.Equal(length, MerkleLevels.Path(levels, count, index, path));
                Assert.Equal(expected[..(length * 32)], path[..(length * 32)]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 6)]
    [InlineData(4, 7)]
    [InlineData(5, 11)]
    [InlineData(256, 511)]
    public void The_size_counts_every_level(int count, int nodes) =>
        Assert.Equal(nodes * 32, MerkleLevels.Size(count));

    [Fact]
    public void Mistaken_calls_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLevels.Size(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLevels.Path(new byte[96], 2, 2, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLevels.Path(new byte[96], 2, -1, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLevels.Build(new byte[64], 2));
    }
}

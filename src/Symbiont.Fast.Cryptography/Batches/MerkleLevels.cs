namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Every node of a <see cref="MerkleTree"/>, level by level from the leaves to the root, in a buffer of the caller's.
/// For whoever needs many paths of one tree: building hashes each inner node once, after which a path is only copied;
/// <see cref="MerkleTree.Path"/> hashes the whole tree for each path. A last node without a neighbour moves up
/// unchanged, which is the shape that RFC 6962's split at a power of two gives. Allocates nothing.
/// </summary>
public static class MerkleLevels
{
    private const int HashSize = MerkleTree.HashSize;

    /// <summary>The size in bytes of all levels over that many leaves.</summary>
    public static int Size(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int nodes = count;
        for (int width = count; width > 1; nodes += width)
        {
            width = (width + 1) / 2;
        }

        return nodes * HashSize;
    }

    /// <summary>Computes the levels above the leaves.</summary>
    /// <param name="levels"><see cref="Size"/> bytes, the leaves' hashes in front, 32 bytes each.</param>
    /// <param name="count">How many leaves there are.</param>
    public static void Build(Span<byte> levels, int count)
    {
        Span<byte> level = levels[..Size(count)];
        for (int width = count; width > 1; width = (width + 1) / 2)
        {
            Span<byte> nodes = level[..(width * HashSize)];
            Span<byte> above = level[nodes.Length..];

            // The nodes of one level do not depend on each other, so they are hashed side by side.
            LaneSha256.HashNodes(nodes, above[..(width / 2 * HashSize)]);
            if (width % 2 == 1)
            {
                nodes[^HashSize..].CopyTo(above[(width / 2 * HashSize)..]);
            }

            level = above;
        }
    }

    /// <summary>The root of built levels, 32 bytes.</summary>
    public static ReadOnlySpan<byte> Root(ReadOnlySpan<byte> levels, int count) => levels[..Size(count)][^HashSize..];

    /// <summary>Copies a leaf's path out of built levels, bottom-up; returns how many hashes it has.</summary>
    /// <param name="levels">The levels that <see cref="Build"/> computed.</param>
    /// <param name="count">How many leaves there are.</param>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="path">Receives <see cref="MerkleTree.PathLength"/> hashes of 32 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf exists.</exception>
    public static int Path(ReadOnlySpan<byte> levels, int count, int index, Span<byte> path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        int length = 0;
        for (int width = count; width > 1; width = (width + 1) / 2)
        {
            int neighbour = index ^ 1;
            if (neighbour < width)
            {
                levels.Slice(neighbour * HashSize, HashSize).CopyTo(path[(length++ * HashSize)..]);
            }

            levels = levels[(width * HashSize)..];
            index /= 2;
        }

        return length;
    }
}

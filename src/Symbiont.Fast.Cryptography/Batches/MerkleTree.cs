using System.Numerics;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over leaf hashes that the caller computed. An inner node is
/// SHA-256(0x01 ‖ left ‖ right); of n leaves the left subtree holds the largest power of two below n. No allocation.
/// </summary>
public static class MerkleTree
{
    /// <summary>The size of a hash in bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const byte NodePrefix = 1;

    // Up to here all levels fit the stack, and a level is hashed side by side: a batch's tree is not larger.
    private const int MaxLevelled = 256;

    // One subtree for each bit of the leaf count, which is an int's.
    private const int MaxSubtrees = 31;

    /// <summary>The root of the tree; of no leaves, the SHA-256 of nothing.</summary>
    /// <param name="leafHashes">The leaves' hashes in order, 32 bytes each.</param>
    /// <param name="root">Receives 32 bytes.</param>
    /// <exception cref="ArgumentException">The hashes' length is not a multiple of 32.</exception>
    public static void Root(ReadOnlySpan<byte> leafHashes, Span<byte> root)
    {
        int count = Count(leafHashes);
        if (count == 0)
        {
            SHA256.HashData([], root);
            return;
        }

        if (count <= MaxLevelled)
        {
            Span<byte> levels = stackalloc byte[MerkleLevels.Size(count)];
            leafHashes.CopyTo(levels);
            MerkleLevels.Build(levels, count);
            levels[^HashSize..].CopyTo(root);
            return;
        }

        // The roots of the full subtrees that the leaves seen so far make up, largest first: one for each bit that is
        // set in their number. A new leaf joins subtrees as adding one carries bits.
        Span<byte> subtrees = stackalloc byte[MaxSubtrees * HashSize];
        int depth = 0;
        for (int leaf = 0; leaf < count; leaf++)
        {
            leafHashes.Slice(leaf * HashSize, HashSize).CopyTo(subtrees[(depth++ * HashSize)..]);
            for (int carries = BitOperations.TrailingZeroCount(leaf + 1); carries > 0; carries--)
            {
                JoinLastTwo(subtrees, depth--);
            }
        }

        while (depth > 1)
        {
            JoinLastTwo(subtrees, depth--);
        }

        subtrees[..HashSize].CopyTo(root);
    }

    /// <summary>The path from a leaf to the root, bottom-up, PATH(m, D[n]) of RFC 6962, section 2.1.1.</summary>
    /// <param name="leafHashes">The leaves' hashes in order, 32 bytes each.</param>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="path">Receives <see cref="PathLength"/> hashes of 32 bytes.</param>
    /// <returns>How many hashes were written.</returns>
    /// <exception cref="ArgumentException">The hashes are not 32 bytes each, or no such leaf exists.</exception>
    public static int Path(ReadOnlySpan<byte> leafHashes, int index, Span<byte> path)
    {
        int count = Count(leafHashes);
        int length = PathLength(index, count);
        for (int level = length - 1; level >= 0; level--)
        {
            // Descend from the root: the half without the leaf gives a hash of the path, the topmost one last.
            int left = LargestPowerOfTwoBelow(count);
            ReadOnlySpan<byte> leftHashes = leafHashes[..(left * HashSize)];
            ReadOnlySpan<byte> rightHashes = leafHashes[(left * HashSize)..];
            bool inLeft = index < left;
            Root(inLeft ? rightHashes : leftHashes, path[(level * HashSize)..]);
            leafHashes = inLeft ? leftHashes : rightHashes;
            index = inLeft ? index : index - left;
            count = inLeft ? left : count - left;
        }

        return length;
    }

    /// <summary>How many hashes a leaf's path has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf exists.</exception>
    public static int PathLength(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        int inner = InnerLength(index, count);
        return inner + BitOperations.PopCount((uint)index >> inner);
    }

    /// <summary>
    /// The root that a leaf and its path lead to (RFC 9162, section 2.1.3.2). Only comparing it with a root that is
    /// known otherwise proves anything.
    /// </summary>
    /// <param name="leafHash">The leaf's hash, 32 bytes.</param>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="count">How many leaves the tree has.</param>
    /// <param name="path">The path, bottom-up, 32 bytes a hash.</param>
    /// <param name="root">Receives 32 bytes.</param>
    /// <returns>False when no such leaf exists or the path's length does not fit it.</returns>
    public static bool TryRootFromPath(
        ReadOnlySpan<byte> leafHash, int index, int count, ReadOnlySpan<byte> path, Span<byte> root)
    {
        if (leafHash.Length != HashSize || index < 0 || index >= count
            || path.Length != PathLength(index, count) * HashSize)
        {
            return false;
        }

        Span<byte> node = stackalloc byte[HashSize];
        leafHash.CopyTo(node);
        int inner = InnerLength(index, count);
        for (int level = 0; level < path.Length / HashSize; level++)
        {
            // Above the point where the leaf's way meets the tree's right edge, only left neighbours are hashed in.
            ReadOnlySpan<byte> neighbour = path.Slice(level * HashSize, HashSize);
            bool neighbourIsLeft = level >= inner || ((index >> level) & 1) == 1;
            if (neighbourIsLeft)
            {
                Join(neighbour, node, node);
            }
            else
            {
                Join(node, neighbour, node);
            }
        }

        node.CopyTo(root);
        return true;
    }

    /// <summary>The hash of an inner node; <paramref name="node"/> may be one of its children.</summary>
    internal static void Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> input = stackalloc byte[1 + (2 * HashSize)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        SHA256.HashData(input, node);
    }

    private static int Count(ReadOnlySpan<byte> hashes) => hashes.Length % HashSize == 0
        ? hashes.Length / HashSize
        : throw new ArgumentException("Hashes have 32 bytes each.", nameof(hashes));

    /// <summary>How many levels a leaf's way up has before it runs along the tree's right edge.</summary>
    private static int InnerLength(int index, int count) =>
        32 - BitOperations.LeadingZeroCount((uint)(index ^ (count - 1)));

    private static int LargestPowerOfTwoBelow(int count) => 1 << BitOperations.Log2((uint)(count - 1));

    private static void JoinLastTwo(Span<byte> subtrees, int depth)
    {
        Span<byte> left = subtrees.Slice((depth - 2) * HashSize, HashSize);
        Join(left, subtrees.Slice((depth - 1) * HashSize, HashSize), left);
    }
}

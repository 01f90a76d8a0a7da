using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>RFC 6962, sections 2.1 and 2.1.1, word for word and without any thought of speed.</summary>
internal static class ReferenceTree
{
    /// <summary>The data of the eight leaves that the Certificate Transparency project publishes answers for.</summary>
    public static readonly byte[][] PublishedLeaves =
    [
        .. new[]
        {
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        }.Select(Convert.FromHexString),
    ];

    public static byte[] LeafHash(byte[] leaf) => SHA256.HashData([0, .. leaf]);

    /// <summary>Different leaf hashes, as many as asked for.</summary>
    public static byte[][] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(leaf => LeafHash(BitConverter.GetBytes(leaf)))];

    /// <summary>MTH(D[n]).</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.IsEmpty ? SHA256.HashData([]) : leaves[0];
        }

        int left = Split(leaves.Length);
        return SHA256.HashData([1, .. Root(leaves[..left]), .. Root(leaves[left..])]);
    }

    /// <summary>PATH(m, D[n]).</summary>
    public static byte[][] Path(int index, ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        int left = Split(leaves.Length);
        return index < left
            ? [.. Path(index, leaves[..left]), Root(leaves[left..])]
            : [.. Path(index - left, leaves[left..]), Root(leaves[..left])];
    }

    public static byte[] Join(IEnumerable<byte[]> hashes) => [.. hashes.SelectMany(hash => hash)];

    private static int Split(int count)
    {
        int left = 1;
        while (left * 2 < count)
        {
            left *= 2;
        }

        return left;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// Section 9 of <c>docs/wire-protocol.md</c> in its plainest form, for the worked examples: recursive as the RFC writes
/// it, with no eye to speed, and apart from the product's own.
/// </summary>
internal static class ReferenceHashes
{
    public static byte[] IdentityDigest(AgentName name) =>
        SHA256.HashData([.. "symbiont.fast identity 1"u8, 1, .. Encoding.UTF8.GetBytes(name.ToString())]);

    public static ulong KeyId(byte[] publicKey) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(publicKey));

    public static byte[] Leaf(ulong sequence, byte[] message) =>
        SHA256.HashData([0, .. U64(sequence), .. message]);

    public static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    public static byte[][] Leaves(ComposedRun run) =>
        [.. run.Messages.Select((message, i) => Leaf(run.FirstSequence + (ulong)i, message.Bytes()))];

    public static byte[] RunRoot(ComposedRun run, AgentName destination) => SHA256.HashData(
    [
        2, (byte)DestinationKind.Agent, .. IdentityDigest(destination), .. U64(run.FirstSequence),
        .. U64(run.RunNumber), .. U32((uint)run.Messages.Count), .. Tree(Leaves(run)),
    ]);

    /// <summary>RFC 6962, section 2.1, over hashes that are leaf hashes already.</summary>
    public static byte[] Tree(ReadOnlySpan<byte[]> hashes) => hashes.Length == 1
        ? hashes[0]
        : Node(Tree(hashes[..Split(hashes.Length)]), Tree(hashes[Split(hashes.Length)..]));

    /// <summary>RFC 6962, section 2.1.1: the hashes beside the way from a leaf to the root.</summary>
    public static byte[] Path(int index, ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 1)
        {
            return [];
        }

        int k = Split(hashes.Length);
        return index < k
            ? [.. Path(index, hashes[..k]), .. Tree(hashes[k..])]
            : [.. Path(index - k, hashes[k..]), .. Tree(hashes[..k])];
    }

    /// <summary>The check of a path as section 9 spells it; null when it fails.</summary>
    public static byte[]? Climb(byte[] node, int index, int leaves, ReadOnlySpan<byte> path)
    {
        int last = leaves - 1;
        for (; !path.IsEmpty; path = path[32..])
        {
            if (last == 0)
            {
                return null;
            }

            byte[] hash = path[..32].ToArray();
            if (index % 2 == 1 || index == last)
            {
                node = Node(hash, node);
                while (index % 2 == 0 && index != 0)
                {
                    (index, last) = (index >> 1, last >> 1);
                }
            }
            else
            {
                node = Node(node, hash);
            }

            (index, last) = (index >> 1, last >> 1);
        }

        return last == 0 ? node : null;
    }

    public static byte[] Statement(BatchComposer batch, AgentName sender, byte[] publicKey, byte[] root) =>
    [
        .. "symbiont.fast batch 1"u8, (byte)batch.Suite, .. IdentityDigest(sender), .. publicKey, .. U32(batch.Epoch),
        .. U64(batch.FirstSequence), .. U32((uint)batch.MessageCount), .. U32((uint)batch.Runs.Count),
        .. U64((ulong)batch.Created), .. batch.PreviousRoot, .. root,
    ];

    /// <summary>The largest power of two below <paramref name="count"/>.</summary>
    private static int Split(int count) => 1 << int.Log2(count - 1);

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}

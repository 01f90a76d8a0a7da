using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 9, term by term.</summary>
internal static class PageHashes
{
    public static byte[] IdentityDigest(string name) =>
        SHA256.HashData([.. "symbiont.fast identity 1"u8, 1, .. Encoding.UTF8.GetBytes(name)]);

    public static ulong KeyId(byte[] publicKey) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(publicKey));

    /// <summary>The leaf of a message; a withheld message carries it as its payload.</summary>
    public static byte[] Leaf(ulong sequence, PageMessage message) =>
        message.Withheld
            ? message.Payload
            : SHA256.HashData(
                [0, .. BitConverter.GetBytes(sequence), .. message.Header, .. message.FlagData, .. message.Payload]);

    public static byte[] RunRoot(PageRun run, byte[] destinationDigest)
    {
        byte[][] leaves = [.. run.Messages.Select((message, i) => Leaf(run.FirstSequence + (ulong)i, message))];
        return SHA256.HashData([
            2,
            run.DestinationKind,
            .. destinationDigest,
            .. BitConverter.GetBytes(run.FirstSequence),
            .. BitConverter.GetBytes(run.RunNumber),
            .. BitConverter.GetBytes((uint)run.MessageCount),
            .. Tree(leaves)]);
    }

    /// <summary>The batch root, given the run roots.</summary>
    public static byte[] Tree(byte[][] hashes)
    {
        if (hashes.Length == 1)
        {
            return hashes[0];
        }

        int k = 1 << BitOperations.Log2((uint)hashes.Length - 1);
        return Node(Tree(hashes[..k]), Tree(hashes[k..]));
    }

    /// <summary>The batch root above a run root, or null when the path does not fit the place.</summary>
    public static byte[]? Climb(byte[] runRoot, int runIndex, int runCount, byte[][] path)
    {
        byte[] node = runRoot;
        int i = runIndex;
        int last = runCount - 1;
        foreach (byte[] p in path)
        {
            if (last == 0)
            {
                return null;
            }

            if (i % 2 == 1 || i == last)
            {
                node = Node(p, node);
                while (i % 2 == 0 && i != 0)
                {
                    i >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                node = Node(node, p);
            }

            i >>= 1;
            last >>= 1;
        }

        return last == 0 ? node : null;
    }

    public static byte[] Statement(PageBatchHeader header, byte[] senderDigest, byte[] senderKey, byte[] root) =>
        [
            .. "symbiont.fast batch 1"u8,
            header.Suite,
            .. senderDigest,
            .. senderKey,
            .. BitConverter.GetBytes(header.Epoch),
            .. BitConverter.GetBytes(header.FirstSequence),
            .. BitConverter.GetBytes((uint)header.MessageCount),
            .. BitConverter.GetBytes((uint)header.RunCount),
            .. BitConverter.GetBytes(header.Created),
            .. header.PreviousRoot,
            .. root,
        ];

    /// <summary>The 16 bytes of a message id, most significant first.</summary>
    public static byte[] MessageId(ulong keyId, uint epoch, ulong sequence)
    {
        UInt128 id = keyId >> 22;
        id = (id << 6) | (epoch >> 26);
        id = (id << 4) | 8;
        id = (id << 12) | ((epoch >> 14) & 0xFFF);
        id = (id << 2) | 2;
        id = (id << 14) | (epoch & 0x3FFF);
        id = (id << 48) | sequence;
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}

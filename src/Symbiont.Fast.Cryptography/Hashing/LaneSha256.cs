using System.Buffers.Binary;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// SHA-256 of many independent inputs at once, chosen at run time: 16 lanes with AVX-512, 8 with AVX2, else the
/// platform's, one after the other. The result is the same bit for bit. A hash of a small message by the platform costs
/// mostly the call; in 16 lanes that and the arithmetic are shared. Stateless; any thread; nothing is allocated.
/// </summary>
public static class LaneSha256
{
    // What the platform takes for one hash and for each of its blocks, in nanoseconds, where it uses the processor's SHA
    // instructions; only the choice depends on it.
    private const int CallCost = 450;
    private const int BlockCost = 45;

    /// <summary>Hashes every input; the first 32 bytes of the result are the first's.</summary>
    /// <param name="buffer">What the inputs are stretches of.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="digests">Receives 32 bytes an input; must not overlap the buffer's stretches.</param>
    /// <exception cref="ArgumentException">The digests have another length.</exception>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<HashInput> inputs, Span<byte> digests)
    {
        if (digests.Length != inputs.Length * MerkleTree.HashSize)
        {
            throw new ArgumentException("Each input has a digest of 32 bytes.", nameof(digests));
        }

        if (Pays<Sha256Avx512>(inputs))
        {
            LaneSchedule.Hash<Sha256Avx512>(buffer, inputs, digests);
        }
        else if (!Sha256Avx512.IsSupported && Pays<Sha256Avx2>(inputs))
        {
            LaneSchedule.Hash<Sha256Avx2>(buffer, inputs, digests);
        }
        else
        {
            HashOneByOne(buffer, inputs, digests);
        }
    }

    /// <summary>Hashes inner nodes of a tree: SHA-256(0x01 ‖ left ‖ right), from pairs that lie together.</summary>
    /// <param name="pairs">64 bytes for each node, at least as many as there are nodes.</param>
    /// <param name="nodes">Receives 32 bytes for each; must not overlap the pairs.</param>
    internal static void HashNodes(ReadOnlySpan<byte> pairs, Span<byte> nodes)
    {
        if (nodes.Length == MerkleTree.HashSize)
        {
            MerkleTree.Join(pairs[..MerkleTree.HashSize], pairs.Slice(MerkleTree.HashSize, MerkleTree.HashSize), nodes);
        }
        else if (Sha256Avx512.IsSupported)
        {
            LaneNodes.Hash<Sha256Avx512>(pairs, nodes);
        }
        else if (Sha256Avx2.IsSupported)
        {
            LaneNodes.Hash<Sha256Avx2>(pairs, nodes);
        }
        else
        {
            HashNodesOneByOne(pairs, nodes);
        }
    }

    /// <summary>The fallback for nodes.</summary>
    internal static void HashNodesOneByOne(ReadOnlySpan<byte> pairs, Span<byte> nodes)
    {
        const int size = MerkleTree.HashSize;
        for (int at = 0; at < nodes.Length; at += size)
        {
            MerkleTree.Join(pairs.Slice(2 * at, size), pairs.Slice((2 * at) + size, size), nodes.Slice(at, size));
        }
    }

    /// <summary>The fallback: the platform's SHA-256 for each input.</summary>
    internal static void HashOneByOne(ReadOnlySpan<byte> buffer, ReadOnlySpan<HashInput> inputs, Span<byte> digests)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(ulong)];
        for (int i = 0; i < inputs.Length; i++)
        {
            HashInput input = inputs[i];
            prefix[0] = input.Domain;
            BinaryPrimitives.WriteUInt64LittleEndian(prefix[1..], input.Sequence);
            ThreadSha256.Hash(
                prefix[..input.PrefixLength], buffer.Slice(input.Offset, input.Length),
                digests.Slice(i * MerkleTree.HashSize, MerkleTree.HashSize));
        }
    }

    private static bool Pays<TKernel>(ReadOnlySpan<HashInput> inputs)
        where TKernel : struct, ILaneKernel
    {
        if (!TKernel.IsSupported || inputs.Length < 2)
        {
            return false;
        }

        long blocks = 0;
        int longest = 0;
        foreach (ref readonly HashInput input in inputs)
        {
            blocks += input.Blocks;
            longest = Math.Max(longest, input.Blocks);
        }

        long steps = Math.Max(longest, (blocks + TKernel.Lanes - 1) / TKernel.Lanes);
        return steps * TKernel.StepCost < (inputs.Length * (long)CallCost) + (blocks * BlockCost);
    }
}

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Inner nodes of a tree, a lane each: SHA-256(0x01 ‖ left ‖ right). They are all 65 bytes long, so nothing has to be
/// scheduled or masked: the first block is the prefix and 63 bytes, and of the second only the first byte varies.
/// </summary>
internal static class LaneNodes
{
    private const int HashSize = MerkleTree.HashSize;
    private const int PairSize = 2 * HashSize;
    private const byte Prefix = 1;
    private const ulong Bits = 8 * (1 + PairSize);

    /// <summary>Hashes pairs of hashes that lie together.</summary>
    /// <param name="pairs">64 bytes for each node.</param>
    /// <param name="nodes">Receives 32 bytes for each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hash<TKernel>(ReadOnlySpan<byte> pairs, Span<byte> nodes)
        where TKernel : struct, ILaneKernel
    {
        Span<uint> state = stackalloc uint[8 * TKernel.Lanes];
        Span<Vector256<uint>> blocks = stackalloc Vector256<uint>[2 * TKernel.Lanes];
        Span<byte> prefixed = stackalloc byte[1 + (PairSize * TKernel.Lanes)];
        Span<byte> rest = stackalloc byte[HashSize * TKernel.Lanes];
        while (!nodes.IsEmpty)
        {
            int count = Math.Min(TKernel.Lanes, nodes.Length / HashSize);
            TKernel.Start(state, uint.MaxValue);
            pairs[..(count * PairSize)].CopyTo(prefixed[1..]);
            WriteFirst(prefixed, count, blocks);
            TKernel.Compress(state, blocks);
            WriteSecond(prefixed, count, blocks);
            TKernel.Compress(state, blocks);
            if (count < TKernel.Lanes)
            {
                TKernel.Digests(state, rest);
                rest[..(count * HashSize)].CopyTo(nodes);
                return;
            }

            TKernel.Digests(state, nodes);
            pairs = pairs[(count * PairSize)..];
            nodes = nodes[(count * HashSize)..];
        }
    }

    // The byte before a pair is its predecessor's last, or nobody's; the prefix takes its place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFirst(ReadOnlySpan<byte> prefixed, int count, Span<Vector256<uint>> blocks)
    {
        int lanes = blocks.Length / 2;
        Vector256<byte> kept = ~Vector256.CreateScalar(byte.MaxValue);
        Vector256<byte> prefix = Vector256.CreateScalar(Prefix);
        for (int lane = 0; lane < count; lane++)
        {
            ReadOnlySpan<byte> block = prefixed.Slice(lane * PairSize, LaneBlock.Size);
            blocks[lane] = ((Vector256.Create(block) & kept) | prefix).AsUInt32();
            blocks[lanes + lane] = Vector256.Create(block[HashSize..]).AsUInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteSecond(ReadOnlySpan<byte> prefixed, int count, Span<Vector256<uint>> blocks)
    {
        const uint EndMark = 0x80 << 8;
        int lanes = blocks.Length / 2;
        Vector256<uint> length = Vector256.Create(0UL, 0, 0, BinaryPrimitives.ReverseEndianness(Bits)).AsUInt32();
        for (int lane = 0; lane < count; lane++)
        {
            blocks[lane] = Vector256.CreateScalar(EndMark | prefixed[(lane + 1) * PairSize]);
            blocks[lanes + lane] = length;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Keeps a kernel's lanes busy: each lane hashes one input, and takes the next as soon as it is done, so that inputs of
/// different lengths cost what they are long. Stateless; nothing is allocated.
/// </summary>
internal static class LaneSchedule
{
    private const int Words = 8;

    /// <summary>Hashes every input into its 32 bytes of <paramref name="digests"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hash<TKernel>(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<HashInput> inputs, Span<byte> digests)
        where TKernel : struct, ILaneKernel
    {
        Span<uint> state = stackalloc uint[Words * TKernel.Lanes];
        Span<Vector256<uint>> blocks = stackalloc Vector256<uint>[2 * TKernel.Lanes];
        Span<byte> done = stackalloc byte[MerkleTree.HashSize * TKernel.Lanes];
        Span<byte> border = stackalloc byte[LaneBlock.Size];
        Span<Lane> lanes = stackalloc Lane[TKernel.Lanes];
        uint idle = uint.MaxValue >> (32 - TKernel.Lanes);
        uint running = 0;
        int next = 0;
        while (running != 0 || next < inputs.Length)
        {
            uint started = 0;
            for (; idle != 0 && next < inputs.Length; idle &= idle - 1, next++)
            {
                lanes[BitOperations.TrailingZeroCount(idle)] = Lane.For(buffer, inputs[next], next);
                started |= idle & (0 - idle);
            }

            if (started != 0)
            {
                TKernel.Start(state, started);
                running |= started;
            }

            uint finished = 0;
            for (uint rest = running; rest != 0; rest &= rest - 1)
            {
                int index = BitOperations.TrailingZeroCount(rest);
                ref Lane lane = ref lanes[index];
                (Vector256<byte> low, Vector256<byte> high) =
                    LaneBlock.Read(buffer, lane.Start + lane.Position, lane.Total - lane.Position, lane.Total, border);
                if (lane.Position == 0)
                {
                    low = LaneBlock.Prefix(low, inputs[lane.Input]);
                }

                blocks[index] = low.AsUInt32();
                blocks[TKernel.Lanes + index] = high.AsUInt32();
                lane.Position += LaneBlock.Size;
                finished |= lane.Position == lane.End ? rest & (0 - rest) : 0;
            }

            TKernel.Compress(state, blocks);
            if (finished == 0)
            {
                continue;
            }

            TKernel.Digests(state, done);
            running &= ~finished;
            idle |= finished;
            for (; finished != 0; finished &= finished - 1)
            {
                int index = BitOperations.TrailingZeroCount(finished);
                done.Slice(index * MerkleTree.HashSize, MerkleTree.HashSize)
                    .CopyTo(digests.Slice(lanes[index].Input * MerkleTree.HashSize, MerkleTree.HashSize));
            }
        }
    }

    private struct Lane
    {
        public int Input;
        public int Position;
        public int End;

        // Where the text would begin in the buffer if the prefix stood there too, and its length.
        public int Start;
        public int Total;

        // Blocks are masked, so that a stretch outside the buffer would hash as something: it is refused here.
        public static Lane For(ReadOnlySpan<byte> buffer, in HashInput input, int index)
        {
            _ = buffer.Slice(input.Offset, input.Length);
            return new Lane
            {
                Input = index,
                End = input.Blocks * LaneBlock.Size,
                Start = input.Offset - input.PrefixLength,
                Total = input.TotalLength,
            };
        }
    }
}

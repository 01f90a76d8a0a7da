using System.Buffers.Binary;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Keeps a kernel's lanes busy: each lane hashes one input, and takes the next as soon as it is done, so that inputs of
/// different lengths cost what they are long. Stateless; nothing is allocated.
/// </summary>
internal static class LaneSchedule
{
    private const int BlockSize = 64;
    private const int Words = 8;
    private const int Idle = -1;

    // The end mark and the length must stand behind the text.
    private const int LastTextByte = BlockSize - sizeof(ulong) - 1;

    /// <summary>Hashes every input into its 32 bytes of <paramref name="digests"/>.</summary>
    public static void Hash<TKernel>(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<HashInput> inputs, Span<byte> digests)
        where TKernel : struct, ILaneKernel
    {
        Span<uint> state = stackalloc uint[Words * TKernel.Lanes];
        Span<byte> blocks = stackalloc byte[BlockSize * TKernel.Lanes];
        Span<int> input = stackalloc int[TKernel.Lanes];
        Span<int> position = stackalloc int[TKernel.Lanes];
        input.Fill(Idle);
        int next = 0;
        int running = 0;
        while (running > 0 || next < inputs.Length)
        {
            for (int lane = 0; lane < TKernel.Lanes && next < inputs.Length; lane++)
            {
                if (input[lane] == Idle)
                {
                    (input[lane], position[lane]) = (next++, 0);
                    running++;
                    Start<TKernel>(state, lane);
                }
            }

            for (int lane = 0; lane < TKernel.Lanes; lane++)
            {
                if (input[lane] != Idle)
                {
                    WriteBlock(buffer, inputs[input[lane]], position[lane], blocks.Slice(lane * BlockSize, BlockSize));
                    position[lane] += BlockSize;
                }
            }

            TKernel.Compress(state, blocks);
            for (int lane = 0; lane < TKernel.Lanes; lane++)
            {
                if (input[lane] != Idle && position[lane] == inputs[input[lane]].Blocks * BlockSize)
                {
                    Finish<TKernel>(state, lane, digests.Slice(input[lane] * MerkleTree.HashSize, MerkleTree.HashSize));
                    input[lane] = Idle;
                    running--;
                }
            }
        }
    }

    private static void Start<TKernel>(Span<uint> state, int lane)
        where TKernel : struct, ILaneKernel
    {
        for (int word = 0; word < Words; word++)
        {
            state[(word * TKernel.Lanes) + lane] = Sha256Constants.Initial[word];
        }
    }

    private static void Finish<TKernel>(ReadOnlySpan<uint> state, int lane, Span<byte> digest)
        where TKernel : struct, ILaneKernel
    {
        for (int word = 0; word < Words; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                digest[(word * sizeof(uint))..], state[(word * TKernel.Lanes) + lane]);
        }
    }

    // The block at that position of prefix ‖ stretch ‖ 0x80 ‖ zeros ‖ length in bits (FIPS 180-4, section 5.1.1).
    private static void WriteBlock(ReadOnlySpan<byte> buffer, in HashInput input, int position, Span<byte> block)
    {
        int start = position - input.PrefixLength;
        if (start >= 0 && start + BlockSize <= input.Length)
        {
            buffer.Slice(input.Offset + start, BlockSize).CopyTo(block);
            return;
        }

        WriteEdge(buffer, input, position, block);
    }

    private static void WriteEdge(ReadOnlySpan<byte> buffer, in HashInput input, int position, Span<byte> block)
    {
        block.Clear();
        int at = 0;
        if (position == 0 && input.PrefixLength > 0)
        {
            block[0] = input.Domain;
            if (input.PrefixLength > 1)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block[1..], input.Sequence);
            }

            at = input.PrefixLength;
        }

        int start = Math.Min(position + at - input.PrefixLength, input.Length);
        int taken = Math.Min(BlockSize - at, input.Length - start);
        buffer.Slice(input.Offset + start, taken).CopyTo(block[at..]);
        int end = input.TotalLength - position;
        if (end is >= 0 and < BlockSize)
        {
            block[end] = 0x80;
        }

        if (end <= LastTextByte)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block[(LastTextByte + 1)..], (ulong)input.TotalLength * 8);
        }
    }
}

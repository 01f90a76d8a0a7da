using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// From one block a lane to one word a vector: element l of vector t becomes word t of lane l's block, read big-endian.
/// </summary>
internal static class LaneTranspose
{
    // Reverses the bytes of each 32-bit word.
    private static Vector128<byte> Swap => Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    /// <summary>Sixteen blocks, in halves as <see cref="ILaneKernel.Compress"/> gets them.</summary>
    public static void Load(ReadOnlySpan<Vector256<uint>> blocks, Span<Vector512<uint>> words)
    {
        if (!Avx512BW.IsSupported)
        {
            LoadWordByWord(blocks, words);
            return;
        }

        Vector512<byte> swap = Vector512.Create(Vector256.Create(Swap, Swap), Vector256.Create(Swap, Swap));
        for (int lane = 0; lane < 16; lane++)
        {
            Vector512<byte> block = Vector512.Create(blocks[lane], blocks[16 + lane]).AsByte();
            words[lane] = Avx512BW.Shuffle(block, swap).AsUInt32();
        }

        // In four steps, as a 4 × 4 transposition of single words, then one of groups of four (128 bits).
        for (int row = 0; row < 16; row += 4)
        {
            Transpose4(ref words[row], ref words[row + 1], ref words[row + 2], ref words[row + 3]);
        }

        for (int column = 0; column < 4; column++)
        {
            TransposeGroups(
                ref words[column], ref words[column + 4], ref words[column + 8], ref words[column + 12]);
        }
    }

    /// <summary>Eight blocks, with AVX2, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(Span<Vector256<uint>> words)
    {
        Vector256<byte> swap = Vector256.Create(Swap, Swap);
        for (int half = 0; half < 16; half += 8)
        {
            Span<Vector256<uint>> rows = words.Slice(half, 8);
            for (int lane = 0; lane < rows.Length; lane++)
            {
                rows[lane] = Avx2.Shuffle(rows[lane].AsByte(), swap).AsUInt32();
            }

            Transpose8(rows);
        }
    }

    /// <summary>The way back, for eight words: each lane's state becomes 32 bytes, big-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(ReadOnlySpan<uint> state, Span<byte> digests)
    {
        Vector256<byte> swap = Vector256.Create(Swap, Swap);
        Span<Vector256<uint>> rows = stackalloc Vector256<uint>[8];
        for (int word = 0; word < rows.Length; word++)
        {
            rows[word] = Vector256.Create(state.Slice(word * 8, 8));
        }

        Transpose8(rows);
        for (int lane = 0; lane < rows.Length; lane++)
        {
            Avx2.Shuffle(rows[lane].AsByte(), swap).CopyTo(digests.Slice(lane * 32, 32));
        }
    }

    private static void LoadWordByWord(ReadOnlySpan<Vector256<uint>> blocks, Span<Vector512<uint>> words)
    {
        Span<uint> lanes = stackalloc uint[16];
        for (int word = 0; word < words.Length; word++)
        {
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                uint little = blocks[(word / 8 * 16) + lane].GetElement(word % 8);
                lanes[lane] = BinaryPrimitives.ReverseEndianness(little);
            }

            words[word] = Vector512.Create(lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(Span<Vector256<uint>> rows)
    {
        Transpose4(ref rows[0], ref rows[1], ref rows[2], ref rows[3]);
        Transpose4(ref rows[4], ref rows[5], ref rows[6], ref rows[7]);
        for (int column = 0; column < 4; column++)
        {
            (rows[column], rows[column + 4]) = (
                Avx2.Permute2x128(rows[column], rows[column + 4], 0x20),
                Avx2.Permute2x128(rows[column], rows[column + 4], 0x31));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(
        ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        Vector512<ulong> lowAb = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> highAb = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> lowCd = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> highCd = Avx512F.UnpackHigh(c, d).AsUInt64();
        a = Avx512F.UnpackLow(lowAb, lowCd).AsUInt32();
        b = Avx512F.UnpackHigh(lowAb, lowCd).AsUInt32();
        c = Avx512F.UnpackLow(highAb, highCd).AsUInt32();
        d = Avx512F.UnpackHigh(highAb, highCd).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeGroups(
        ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        const byte Low = 0x44;
        const byte High = 0xEE;
        const byte Even = 0x88;
        const byte Odd = 0xDD;
        Vector512<uint> lowAb = Avx512F.Shuffle4x128(a, b, Low);
        Vector512<uint> highAb = Avx512F.Shuffle4x128(a, b, High);
        Vector512<uint> lowCd = Avx512F.Shuffle4x128(c, d, Low);
        Vector512<uint> highCd = Avx512F.Shuffle4x128(c, d, High);
        a = Avx512F.Shuffle4x128(lowAb, lowCd, Even);
        b = Avx512F.Shuffle4x128(lowAb, lowCd, Odd);
        c = Avx512F.Shuffle4x128(highAb, highCd, Even);
        d = Avx512F.Shuffle4x128(highAb, highCd, Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        Vector256<ulong> lowAb = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> highAb = Avx2.UnpackHigh(a, b).AsUInt64();
        Vector256<ulong> lowCd = Avx2.UnpackLow(c, d).AsUInt64();
        Vector256<ulong> highCd = Avx2.UnpackHigh(c, d).AsUInt64();
        a = Avx2.UnpackLow(lowAb, lowCd).AsUInt32();
        b = Avx2.UnpackHigh(lowAb, lowCd).AsUInt32();
        c = Avx2.UnpackLow(highAb, highCd).AsUInt32();
        d = Avx2.UnpackHigh(highAb, highCd).AsUInt32();
    }
}

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Cuts the blocks of prefix ‖ stretch ‖ 0x80 ‖ zeros ‖ length in bits (FIPS 180-4, section 5.1.1) out of the buffer:
/// 64 bytes are read where they stand, and what does not belong to the text is masked. That is one way for a whole
/// block, the first and the last, without copies of odd lengths.
/// </summary>
internal static class LaneBlock
{
    public const int Size = 64;

    private const int Half = Size / 2;

    // The end mark and the length must stand behind the text.
    private const int LastTextByte = Size - sizeof(ulong) - 1;

    private static Vector256<sbyte> Places => Vector256<sbyte>.Indices;

    /// <summary>Reads the block at <paramref name="position"/> of a valid input, in two halves.</summary>
    /// <param name="buffer">What the input is a stretch of.</param>
    /// <param name="input">The input.</param>
    /// <param name="position">A multiple of 64, below the length with padding.</param>
    /// <param name="border">64 bytes for a block that reaches beyond the buffer's own ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<byte> Low, Vector256<byte> High) Read(
        ReadOnlySpan<byte> buffer, in HashInput input, int position, Span<byte> border)
    {
        int start = input.Offset + position - input.PrefixLength;
        ReadOnlySpan<byte> block = start >= 0 && start <= buffer.Length - Size
            ? buffer.Slice(start, Size)
            : ReadAtBorder(buffer, start, border);
        Vector256<byte> low = Vector256.Create(block[..Half]);
        Vector256<byte> high = Vector256.Create(block[Half..]);
        if (position == 0)
        {
            low = Vector256.ConditionalSelect(Below(input.PrefixLength), Prefix(input), low);
        }

        int end = input.TotalLength - position;
        if (end < Size)
        {
            low = Close(low, end);
            high = Close(high, end - Half);
            if (end <= LastTextByte)
            {
                high |= Length(input);
            }
        }

        return (low, high);
    }

    // Taken at the buffer's own ends. What lies outside is left as it was; it is masked anyway.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> ReadAtBorder(ReadOnlySpan<byte> buffer, int start, Span<byte> border)
    {
        int before = Math.Max(-start, 0);
        int from = Math.Min(start + before, buffer.Length);
        int count = Math.Min(Size - before, buffer.Length - from);
        buffer.Slice(from, count).CopyTo(border[before..]);
        return border[..Size];
    }

    private static Vector256<byte> Prefix(in HashInput input) =>
        Vector256.Create(input.Domain | (input.Sequence << 8), input.Sequence >> 56, 0, 0).AsByte();

    // Text up to the end, then the end mark, then zeros. The end may lie outside, on either side.
    private static Vector256<byte> Close(Vector256<byte> half, int end)
    {
        Vector256<sbyte> mark = Vector256.Equals(Places, Vector256.Create((sbyte)Math.Max(end, -1)));
        return (half & Below(end)) | (mark.AsByte() & Vector256.Create((byte)0x80));
    }

    // All ones in the places below the end. Ends are below 64 here, or a prefix's length.
    private static Vector256<byte> Below(int end) =>
        Vector256.LessThan(Places, Vector256.Create((sbyte)Math.Max(end, -1))).AsByte();

    private static Vector256<byte> Length(in HashInput input)
    {
        ulong bits = (ulong)input.TotalLength * 8;
        return Vector256.Create(0UL, 0, 0, BinaryPrimitives.ReverseEndianness(bits)).AsByte();
    }
}

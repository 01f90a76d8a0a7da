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

    /// <summary>Reads 64 bytes in two halves, and closes the text if it ends among them or before.</summary>
    /// <param name="buffer">What the text is a stretch of.</param>
    /// <param name="start">Where the block begins; it may reach beyond the buffer, the text does not.</param>
    /// <param name="left">How much of the text is left from there on; negative when it ended before.</param>
    /// <param name="total">The whole text's length.</param>
    /// <param name="border">64 bytes for a block that reaches beyond the buffer's own ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<byte> Low, Vector256<byte> High) Read(
        ReadOnlySpan<byte> buffer, int start, int left, int total, Span<byte> border)
    {
        ReadOnlySpan<byte> block = start < 0 || start > buffer.Length - Size
            ? ReadAtBorder(buffer, start, border)
            : buffer.Slice(start, Size);
        Vector256<byte> low = Vector256.Create(block);
        Vector256<byte> high = Vector256.Create(block[Half..]);
        if (left < Size)
        {
            low = Close(low, left);
            high = Close(high, left - Half);
            if (left <= LastTextByte)
            {
                high |= Length(total);
            }
        }

        return (low, high);
    }

    /// <summary>Puts the prefix over the first bytes of an input's first block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prefix(Vector256<byte> low, in HashInput input)
    {
        Vector256<byte> prefix =
            Vector256.Create(input.Domain | (input.Sequence << 8), input.Sequence >> 56, 0, 0).AsByte();
        return Vector256.ConditionalSelect(Below(input.PrefixLength), prefix, low);
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

    // Text up to the end, then the end mark, then zeros. The end may lie outside, on either side.
    private static Vector256<byte> Close(Vector256<byte> half, int end)
    {
        Vector256<sbyte> last = Vector256.Create((sbyte)Math.Max(end, -1));
        Vector256<sbyte> mark = Vector256.Equals(Places, last) & Vector256.Create(sbyte.MinValue);
        return (half & Vector256.LessThan(Places, last).AsByte()) | mark.AsByte();
    }

    private static Vector256<byte> Below(int end) =>
        Vector256.LessThan(Places, Vector256.Create((sbyte)end)).AsByte();

    private static Vector256<byte> Length(int total) =>
        Vector256.Create(0UL, 0, 0, BinaryPrimitives.ReverseEndianness((ulong)total * 8)).AsByte();
}

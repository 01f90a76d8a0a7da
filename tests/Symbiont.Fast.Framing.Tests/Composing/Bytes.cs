using System.Buffers.Binary;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Copies of byte arrays with one place changed.</summary>
internal static class Bytes
{
    public static byte[] With(this byte[] bytes, int offset, byte value)
    {
        byte[] copy = [.. bytes];
        copy[offset] = value;
        return copy;
    }

    public static byte[] WithU16(this byte[] bytes, int offset, ushort value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(offset), value);
        return copy;
    }

    public static byte[] WithU32(this byte[] bytes, int offset, uint value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(offset), value);
        return copy;
    }

    public static byte[] WithU64(this byte[] bytes, int offset, ulong value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(copy.AsSpan(offset), value);
        return copy;
    }

    /// <summary>With one bit turned over; bits count from the least significant of the first byte.</summary>
    public static byte[] WithFlippedBit(this byte[] bytes, int bit)
    {
        byte[] copy = [.. bytes];
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    /// <summary>Every bit of the bytes from <paramref name="offset"/> on, as rows for a theory.</summary>
    public static IEnumerable<int> BitsOf(int offset, int count) => Enumerable.Range(offset * 8, count * 8);
}

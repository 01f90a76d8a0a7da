using System.Buffers.Binary;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// Derives inputs from golden bytes. Besides plain damage it sets fields to the page's limits, and changes a number
/// wherever it stands, so that fields which must agree still do and the rules behind are reached.
/// </summary>
internal sealed class PageMutator(byte[][] seeds, int seed)
{
    private static readonly ulong[] Telling =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 32, 33, 40, 63, 64, 72, 104, 127, 128, 255, 256, 257, 1024, 4096, 4097,
        0x20, 0x40, 0x60, 0x1E0, 0x8000, 0x8020, 131_072, 131_073, 245_760, 245_761, 262_144, 262_145,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFFFFFD, 0xFFFFFFFFFFFE, 0xFFFFFFFFFFFF, 0x1000000000000,
        long.MaxValue, ulong.MaxValue,
    ];

    // A deterministic generator: the inputs are part of the test.
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        byte[] bytes = [.. seeds[_random.Next(seeds.Length)]];
        int steps = _random.Next(4);
        for (int i = 0; i <= steps && bytes.Length > 0; i++)
        {
            bytes = Step(bytes);
        }

        return bytes;
    }

    private byte[] Step(byte[] bytes)
    {
        int place = _random.Next(bytes.Length);
        switch (_random.Next(9))
        {
            case 0:
                bytes[place] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[place] = (byte)_random.Next(256);
                return bytes;
            case 2:
                Store(bytes, place, 1 << _random.Next(4), Telling[_random.Next(Telling.Length)]);
                return bytes;
            case 3:
            case 4:
                return ReplaceEverywhere(bytes, place);
            case 5:
                return bytes[..place];
            case 6:
                return [.. bytes, .. new byte[_random.Next(1, 9)]];
            case 7:
                return Repeat(bytes, place);
            default:
                byte[] other = seeds[_random.Next(seeds.Length)];
                return [.. bytes[..place], .. other[Math.Min(place, other.Length)..]];
        }
    }

    private byte[] ReplaceEverywhere(byte[] bytes, int place)
    {
        int width = 1 << _random.Next(4);
        place -= place % width;
        if (place + width > bytes.Length)
        {
            return bytes;
        }

        byte[] old = bytes[place..(place + width)];
        ulong value = _random.Next(2) == 0
            ? Telling[_random.Next(Telling.Length)]
            : Load(old) + (ulong)_random.Next(-3, 4);
        for (int at = 0; at + width <= bytes.Length; at += width)
        {
            if (bytes.AsSpan(at, width).SequenceEqual(old))
            {
                Store(bytes, at, width, value);
            }
        }

        return bytes;
    }

    private byte[] Repeat(byte[] bytes, int place)
    {
        int start = place - place % 8;
        int end = Math.Min(bytes.Length, start + 8 * _random.Next(1, 10));
        return [.. bytes[..end], .. bytes[start..end], .. bytes[end..]];
    }

    private static ulong Load(byte[] bytes)
    {
        byte[] wide = new byte[8];
        bytes.CopyTo(wide, 0);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }

    private static void Store(byte[] bytes, int place, int width, ulong value)
    {
        byte[] wide = BitConverter.GetBytes(value);
        int count = Math.Min(width, bytes.Length - place);
        Array.Copy(wide, 0, bytes, place, count);
    }
}

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Makes hostile bytes out of good ones, the same every time for one seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    /// <summary>Numbers at which lengths and counts tend to go wrong.</summary>
    private static readonly uint[] Edges =
    [
        0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 71, 72, 127, 128, 129, 255, 256, 257, 4096, 4097, 65535, 65536, 131_072,
        131_073, 245_760, 245_761, 262_144, 262_145, 0x7FFF_FFDF, 0x7FFF_FFE0, 0x7FFF_FFF8, 0x7FFF_FFFF, 0x8000_0000,
        0xFFFF_FFDF, 0xFFFF_FFE0, 0xFFFF_FFF8, 0xFFFF_FFFF,
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        if (_random.Next(16) == 0)
        {
            byte[] noise = new byte[_random.Next(400)];
            _random.NextBytes(noise);
            return noise;
        }

        byte[] bytes = [.. corpus[_random.Next(corpus.Count)]];
        for (int changes = _random.Next(1, 4); changes > 0; changes--)
        {
            bytes = Change(bytes);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        if (bytes.Length < 8)
        {
            return [.. bytes, .. new byte[8]];
        }

        int at = _random.Next(bytes.Length);
        switch (_random.Next(8))
        {
            case 0:
                return bytes.WithFlippedBit((at * 8) + _random.Next(8));
            case 1:
                return bytes.With(at, (byte)_random.Next(256));
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes, .. new byte[_random.Next(1, 17)]];
            case 4:
                return bytes.WithU16(_random.Next(bytes.Length - 1) & ~1, (ushort)Edge());
            case 5:
                return bytes.WithU32(_random.Next(bytes.Length - 3) & ~3, Edge());
            case 6:
                byte[] other = corpus[_random.Next(corpus.Count)];
                return [.. bytes[..at], .. other[_random.Next(other.Length)..]];
            default:
                return [.. bytes[..(at & ~7)], .. bytes[Math.Min(bytes.Length, (at & ~7) + 8)..]];
        }
    }

    private uint Edge() => Edges[_random.Next(Edges.Length)];
}

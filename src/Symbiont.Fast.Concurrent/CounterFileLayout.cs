using System.Buffers.Binary;
using System.Text;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// The bytes of a counters file. Numbers are little-endian; what is not named is 0.
/// <code>
/// header, 128 bytes
///   0   "SFCOUNT" and a zero byte
///   8   version u32            1
///  12   process u32            the writer's process id, in its own namespace
///  16   started i64            nanoseconds since 1970 UTC
///  24   stopped i64            the same; 0 until the writer stops in order
///  32   length u32             of the file
///  36   counters u32           how many there are, at most 65,536
/// then for each counter, 128 bytes
///   0   place u32              of its value, from the file's beginning; a multiple of 8
///   4   size u32               of the name, 1 to 120
///   8   name                   UTF-8 without control characters, zeros to 120
/// then the values, i64 each
/// </code>
/// The values of one thread lie together and begin at a multiple of 128, two cache lines: processors fetch lines in
/// pairs. So no two threads write to one line.
/// </summary>
internal static class CounterFileLayout
{
    public const uint Version = 1;
    public const int VersionOffset = 8;
    public const int ProcessOffset = VersionOffset + sizeof(uint);
    public const int StartedOffset = ProcessOffset + sizeof(uint);
    public const int StoppedOffset = StartedOffset + sizeof(long);
    public const int LengthOffset = StoppedOffset + sizeof(long);
    public const int CountersOffset = LengthOffset + sizeof(uint);
    public const int HeaderSize = 128;

    public const int NameSizeOffset = sizeof(uint);
    public const int NameOffset = NameSizeOffset + sizeof(uint);
    public const int RecordSize = 128;
    public const int MaxName = RecordSize - NameOffset;

    public const int MaxCounters = 65_536;

    // Every counter a set of its own: its record, and its value with what is left empty after it.
    public const int MaxLength = HeaderSize + (MaxCounters * (RecordSize + Alignment));

    private const int Alignment = 128;

    /// <summary>Strict: a name that is no UTF-8 is an error.</summary>
    public static readonly UTF8Encoding Encoding = new(false, throwOnInvalidBytes: true);

    public static ReadOnlySpan<byte> Magic => "SFCOUNT\0"u8;

    /// <summary>A file with all values at 0, and where each set's values are in it.</summary>
    /// <exception cref="ArgumentException">A name is too long, or there twice; or there are too many counters.</exception>
    public static byte[] Image(IReadOnlyList<CounterSet> sets, int process, long started, out int[] places)
    {
        int counters = sets.Sum(set => set.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counters, MaxCounters, nameof(sets));
        places = new int[sets.Count];
        int end = RecordsEnd(counters);
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = AlignUp(end);
            end = places[i] + (sets[i].Count * sizeof(long));
        }

        byte[] image = new byte[AlignUp(end)];
        WriteHeader(image, process, started, counters);
        WriteRecords(image, sets, places);
        return image;
    }

    /// <summary>Where the records of so many counters end; no value is before.</summary>
    public static int RecordsEnd(int counters) => HeaderSize + (counters * RecordSize);

    private static void WriteHeader(Span<byte> image, int process, long started, int counters)
    {
        Magic.CopyTo(image);
        BinaryPrimitives.WriteUInt32LittleEndian(image[VersionOffset..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(image[ProcessOffset..], process);
        BinaryPrimitives.WriteInt64LittleEndian(image[StartedOffset..], started);
        BinaryPrimitives.WriteInt32LittleEndian(image[LengthOffset..], image.Length);
        BinaryPrimitives.WriteInt32LittleEndian(image[CountersOffset..], counters);
    }

    private static void WriteRecords(Span<byte> image, IReadOnlyList<CounterSet> sets, int[] places)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> rest = image[HeaderSize..];
        for (int i = 0; i < places.Length; i++)
        {
            for (int id = 0; id < sets[i].Count; id++, rest = rest[RecordSize..])
            {
                string name = sets[i].Name(id);
                int size = Encoding.GetByteCount(name);
                if (size is 0 or > MaxName || name.Any(char.IsControl) || !names.Add(name))
                {
                    throw new ArgumentException($"'{name}' cannot name a counter, or names another one.", nameof(sets));
                }

                BinaryPrimitives.WriteInt32LittleEndian(rest, places[i] + (id * sizeof(long)));
                BinaryPrimitives.WriteInt32LittleEndian(rest[NameSizeOffset..], size);
                Encoding.GetBytes(name, rest[NameOffset..]);
            }
        }
    }

    private static int AlignUp(int offset) => (offset + Alignment - 1) / Alignment * Alignment;
}

using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Reads the file of a <see cref="CounterFile"/>, from any process that may read it, and believes nothing in it. It
/// reads the file instead of mapping it: who makes the file shorter meanwhile causes an error here, and not a signal.
/// Processors copy whole aligned words, so a value is one that the counter had.
/// </summary>
public static class CounterFileReader
{
    /// <summary>Reads what the file says now. After a restart of the writer the same path is another file.</summary>
    /// <exception cref="CounterFileException">It cannot be read, or is no intact counters file.</exception>
    public static CounterReading Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // A pipe of that name would hold up whoever opens it.
            using FileEntry entry = FileEntry.Open(path);
            if (!entry.IsRegular)
            {
                throw new CounterFileException(path, "no counters file");
            }

            using SafeFileHandle file = entry.OpenRead();
            return Parse(path, Load(path, file));
        }
        catch (Exception fault)
            when (fault is UnauthorizedAccessException || (fault is IOException and not CounterFileException))
        {
            throw new CounterFileException(path, $"cannot be read: {fault.Message}", fault);
        }
    }

    private static byte[] Load(string path, SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        if (length is < CounterFileLayout.HeaderSize or > CounterFileLayout.MaxLength)
        {
            throw new CounterFileException(path, $"no counters file has {length} bytes");
        }

        byte[] bytes = new byte[length];
        for (int read = 0; read < bytes.Length;)
        {
            int more = RandomAccess.Read(file, bytes.AsSpan(read), read);
            read += more > 0 ? more : throw new CounterFileException(path, "was made shorter meanwhile");
        }

        return bytes;
    }

    private static CounterReading Parse(string path, ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(CounterFileLayout.Magic))
        {
            throw new CounterFileException(path, "no counters file");
        }

        uint version = UInt32(file, CounterFileLayout.VersionOffset);
        if (version != CounterFileLayout.Version)
        {
            throw new CounterFileException(
                path, $"a counters file of version {version}; this program reads version {CounterFileLayout.Version}");
        }

        uint length = UInt32(file, CounterFileLayout.LengthOffset);
        if (length != file.Length)
        {
            throw new CounterFileException(path, $"damaged: it should have {length} bytes, and has {file.Length}");
        }

        uint counters = UInt32(file, CounterFileLayout.CountersOffset);
        if (counters > CounterFileLayout.MaxCounters || CounterFileLayout.RecordsEnd((int)counters) > file.Length)
        {
            throw new CounterFileException(path, $"damaged: {counters} counters have no room in it");
        }

        long stopped = Int64(file, CounterFileLayout.StoppedOffset);
        return new CounterReading(
            (int)UInt32(file, CounterFileLayout.ProcessOffset), Int64(file, CounterFileLayout.StartedOffset),
            stopped == 0 ? null : stopped, Counters(path, file, (int)counters));
    }

    private static KeyValuePair<string, long>[] Counters(string path, ReadOnlySpan<byte> file, int count)
    {
        int recordsEnd = CounterFileLayout.RecordsEnd(count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var counters = new KeyValuePair<string, long>[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = file[CounterFileLayout.RecordsEnd(i)..][..CounterFileLayout.RecordSize];
            uint place = UInt32(record, 0);
            if (place < recordsEnd || place > file.Length - sizeof(long) || place % sizeof(long) != 0)
            {
                throw new CounterFileException(path, $"damaged: counter {i} has no value in it");
            }

            if (!TryReadName(record, out string name) || !names.Add(name))
            {
                throw new CounterFileException(path, $"damaged: counter {i} has no name, or another's");
            }

            counters[i] = KeyValuePair.Create(name, Int64(file, (int)place));
        }

        return counters;
    }

    // Without control characters: names are shown in terminals.
    private static bool TryReadName(ReadOnlySpan<byte> record, out string name)
    {
        name = string.Empty;
        uint size = UInt32(record, CounterFileLayout.NameSizeOffset);
        if (size is 0 or > CounterFileLayout.MaxName)
        {
            return false;
        }

        try
        {
            name = CounterFileLayout.Encoding.GetString(record.Slice(CounterFileLayout.NameOffset, (int)size));
            return !name.Any(char.IsControl);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}

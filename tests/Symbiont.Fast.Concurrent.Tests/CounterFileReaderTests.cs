using System.Buffers.Binary;

namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>Whatever is in a file, reading it is a reading or a clear error.</summary>
public sealed class CounterFileReaderTests : IDisposable
{
    private const int Header = 128;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-counters-");
    private readonly byte[] _intact;

    public CounterFileReaderTests()
    {
        CounterSet[] sets = [new(["accepted", "denied"]), new(["frames"])];
        using (CounterFile.Create(Name, sets, new ManualClock(1)))
        {
            sets[0].Add(1, 0x1122334455667788);
        }

        _intact = File.ReadAllBytes(Name);
    }

    private string Name => Path.Combine(_folder.FullName, "counters");

    [Fact]
    public void The_bytes_are_those_of_the_documented_layout()
    {
        byte[] expected = new byte[Header + (3 * 128) + 128 + 128];
        "SFCOUNT\0"u8.CopyTo(expected);
        expected[8] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(expected.AsSpan(12), Environment.ProcessId);
        expected[16] = 1;
        expected[24] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(expected.AsSpan(32), expected.Length);
        expected[36] = 3;
        WriteRecord(expected.AsSpan(Header), 512, "accepted"u8);
        WriteRecord(expected.AsSpan(Header + 128), 520, "denied"u8);
        WriteRecord(expected.AsSpan(Header + 256), 640, "frames"u8);
        BinaryPrimitives.WriteInt64LittleEndian(expected.AsSpan(520), 0x1122334455667788);

        Assert.Equal(expected, _intact);
    }

    [Fact]
    public void A_file_of_any_other_length_is_refused()
    {
        for (int length = 0; length < _intact.Length; length += 64)
        {
            File.WriteAllBytes(Name, _intact[..length]);
            Refused(length < Header ? "no counters file has" : "damaged");
        }

        File.WriteAllBytes(Name, [.. _intact, .. new byte[8]]);
        Refused("damaged");
        using (FileStream file = new(Name, FileMode.Open))
        {
            file.SetLength(1L << 40);
        }

        Refused("no counters file has");
    }

    [Theory]
    [InlineData(0, 0x54, "no counters file")]
    [InlineData(8, 2, "version 2")]
    [InlineData(32, 1, "damaged: it should have")]
    [InlineData(36, 5, "counter 0 has no value")]
    [InlineData(36, 6, "have no room")]
    [InlineData(39, 0xFF, "have no room")]
    [InlineData(Header, 0x01, "counter 0 has no value")]
    [InlineData(Header + 1, 0x01, "counter 0 has no value")]
    [InlineData(Header + 1, 0x03, "counter 0 has no value")]
    [InlineData(Header + 3, 0xFF, "counter 0 has no value")]
    [InlineData(Header + 4, 0, "counter 0 has no name")]
    [InlineData(Header + 4, 121, "counter 0 has no name")]
    [InlineData(Header + 7, 0x80, "counter 0 has no name")]
    [InlineData(Header + 8, 0x1B, "counter 0 has no name")]
    [InlineData(Header + 8, 0xFF, "counter 0 has no name")]
    public void A_byte_that_cannot_be_is_found(int offset, byte value, string fault)
    {
        _intact[offset] = value;
        File.WriteAllBytes(Name, _intact);

        Refused(fault);
    }

    [Fact]
    public void A_name_that_is_there_twice_is_found()
    {
        _intact.AsSpan(Header, 128)[4..].CopyTo(_intact.AsSpan(Header + 128)[4..]);
        File.WriteAllBytes(Name, _intact);

        Refused("counter 1 has no name");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Garbage_is_a_reading_or_a_clear_error_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[_intact.Length];
        for (int round = 0; round < 500; round++)
        {
            if (round % 2 == 0)
            {
                _intact.CopyTo(bytes, 0);
                for (int flips = random.Next(1, 5); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }
            }
            else
            {
                random.NextBytes(bytes.AsSpan(random.Next(40)));
            }

            File.WriteAllBytes(Name, bytes);
            if (Record.Exception(() => CounterFileReader.Read(Name)) is { } fault)
            {
                Assert.IsType<CounterFileException>(fault);
            }
        }
    }

    [Fact]
    public void What_is_no_file_is_an_error_and_no_wait()
    {
        Assert.Contains("cannot be read", Refusal(Name + "x").Message, StringComparison.Ordinal);
        Assert.Equal($"{_folder.FullName}: no counters file", Refusal(_folder.FullName).Message);
        Assert.Equal("/dev/zero: no counters file", Refusal("/dev/zero").Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CounterFileException Refusal(string path) =>
        Assert.Throws<CounterFileException>(() => CounterFileReader.Read(path));

    private static void WriteRecord(Span<byte> record, int place, ReadOnlySpan<byte> name)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, place);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], name.Length);
        name.CopyTo(record[8..]);
    }

    private void Refused(string fault)
    {
        string message = Refusal(Name).Message;
        Assert.StartsWith(Name, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }
}

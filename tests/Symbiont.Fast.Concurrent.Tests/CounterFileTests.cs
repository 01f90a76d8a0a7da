using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent.Tests;

public sealed class CounterFileTests : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-counters-");
    private readonly ManualClock _clock = new(1_000);
    private readonly CounterSet _router = new(["accepted", "denied"]);
    private readonly CounterSet _bus = new(["frames", "größe"]);

    private string Name => Path.Combine(_folder.FullName, "counters");

    [Fact]
    public void What_is_counted_before_and_after_is_read_from_outside()
    {
        _router.Add(1, 5);
        using CounterFile file = Create();
        _router.Increment(1);
        _bus.Add(0, long.MaxValue);
        _bus.Add(1, -3);

        CounterReading reading = CounterFileReader.Read(Name);

        Assert.Equal([("accepted", 0), ("denied", 6), ("frames", long.MaxValue), ("größe", -3)], Values(reading));
        Assert.Equal((Environment.ProcessId, 1_000L, null), (reading.Process, reading.Started, reading.Stopped));
        Assert.Equal(6, _router.Read(1));
    }

    [Fact]
    public void After_a_stop_the_file_says_the_last_values_and_counting_goes_on_in_memory()
    {
        CounterFile file = Create();
        _bus.Increment(0);
        _clock.Advance(TimeSpan.FromMicroseconds(1));

        file.Dispose();
        file.Dispose();
        _bus.Increment(0);

        CounterReading reading = CounterFileReader.Read(Name);
        Assert.Equal(2_000, reading.Stopped);
        Assert.Equal([("accepted", 0), ("denied", 0), ("frames", 1), ("größe", 0)], Values(reading));
        Assert.Equal(2, _bus.Read(0));
    }

    [Fact]
    public void A_second_mapping_of_the_file_shows_the_same_bytes()
    {
        using CounterFile file = Create();
        using FileStream stream = new(Name, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using MappedSlab other = new(stream.SafeFileHandle, (int)stream.Length);
        int place = BitConverter.ToInt32(File.ReadAllBytes(Name), 128);

        _router.Add(0, 41);
        Assert.Equal(41, Peek(other, place));
        _router.Increment(0);

        Assert.Equal(42, Peek(other, place));
    }

    [Fact]
    public void No_two_sets_share_a_pair_of_cache_lines()
    {
        using CounterFile file = Create();
        byte[] bytes = File.ReadAllBytes(Name);

        int[] places = [.. Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(bytes, 128 + (128 * i)))];

        Assert.Equal(places[0] + 8, places[1]);
        Assert.Equal(places[2] + 8, places[3]);
        Assert.Equal((0, 0), (places[0] % 128, places[2] % 128));
        Assert.True(places[2] - places[0] >= 128);
        Assert.True(places[0] >= 128 + (4 * 128));
        Assert.Equal(0, bytes.Length % 128);
    }

    [Fact]
    public void A_process_that_runs_keeps_its_file()
    {
        using CounterFile file = Create();
        _router.Increment(0);
        CounterSet other = new(["other"]);

        CounterFileException refused = Assert.Throws<CounterFileException>(
            () => CounterFile.Create(Name, [other], _clock));

        Assert.Equal($"{Name}: a running process has it", refused.Message);
        Assert.Equal(1, CounterFileReader.Read(Name).Counters[0].Value);
        Assert.False(File.Exists(Name + ".new"));
    }

    [Fact]
    public void What_an_earlier_process_left_is_replaced_and_its_open_readers_keep_the_old_one()
    {
        // As after a kill: not stopped in order, a half-made successor beside it, and the lock gone with the process.
        byte[] left;
        using (Create())
        {
            _router.Add(0, 7);
            left = File.ReadAllBytes(Name);
        }

        File.WriteAllBytes(Name, left);
        File.WriteAllText(Name + ".new", "half");
        Assert.Null(CounterFileReader.Read(Name).Stopped);
        using FileStream reader = new(Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        CounterSet next = new(["next"]);

        using CounterFile file = CounterFile.Create(Name, [next], _clock);

        Assert.Equal([("next", 0)], Values(CounterFileReader.Read(Name)));
        byte[] old = new byte[left.Length];
        reader.ReadExactly(old);
        Assert.Equal(left, old);
    }

    [Theory]
    [InlineData("some audit log")]
    [InlineData("SFCOUNT")]
    [InlineData("")]
    public void What_is_no_counters_file_is_not_replaced(string content)
    {
        File.WriteAllText(Name, content);

        Assert.Throws<CounterFileException>(Create);

        Assert.Equal(content, File.ReadAllText(Name));
    }

    [Fact]
    public void A_folder_is_not_replaced_and_no_folder_is_an_error()
    {
        Directory.CreateDirectory(Name);

        Assert.Throws<CounterFileException>(Create);
        Assert.Throws<CounterFileException>(
            () => CounterFile.Create(Path.Combine(_folder.FullName, "none", "file"), [_router], _clock));
    }

    [Fact]
    public void A_link_in_the_place_of_the_draft_is_not_followed()
    {
        string victim = Path.Combine(_folder.FullName, "victim");
        File.WriteAllText(victim, "kept");
        File.CreateSymbolicLink(Name + ".new", victim);

        using CounterFile file = Create();

        Assert.Equal("kept", File.ReadAllText(victim));
        Assert.Null(new FileInfo(Name).LinkTarget);
    }

    [Fact]
    public void Nobody_but_owner_and_group_may_read_it()
    {
        using CounterFile file = Create();

        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(Name) & ~Mode);
        Assert.True(File.GetUnixFileMode(Name).HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Name + ".lock"));
    }

    [Fact]
    public void A_refused_start_leaves_the_name_free()
    {
        CounterSet twice = new(["accepted"]);

        Assert.Throws<ArgumentException>(() => CounterFile.Create(Name, [_router, twice], _clock));
        Assert.Throws<ArgumentException>(() => CounterFile.Create(Name, [new CounterSet([""])], _clock));
        Assert.Throws<ArgumentException>(() => CounterFile.Create(Name, [new CounterSet(["a\nb"])], _clock));
        Assert.Throws<ArgumentException>(
            () => CounterFile.Create(Name, [new CounterSet([new string('a', 121)])], _clock));

        using CounterFile file = CounterFile.Create(Name, [_router, new CounterSet([new string('a', 120)])], _clock);
        Assert.Equal(3, CounterFileReader.Read(Name).Counters.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Counting_allocates_nothing(bool inFile)
    {
        using CounterFile? file = inFile ? Create() : null;
        _router.Add(0, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 10_000; i++)
        {
            _router.Add(i & 1, i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task Readers_see_values_grow_while_another_thread_counts()
    {
        const int Increments = 500_000;
        using CounterFile file = Create();
        Task writer = Task.Run(
            () =>
            {
                for (int round = 0; round < Increments; round++)
                {
                    _bus.Increment(0);
                }
            },
            TestContext.Current.CancellationToken);
        long seen = 0;
        while (!writer.IsCompleted)
        {
            long now = CounterFileReader.Read(Name).Counters[2].Value;
            Assert.InRange(now, seen, Increments);
            seen = now;
        }

        await writer;
        Assert.Equal(Increments, CounterFileReader.Read(Name).Counters[2].Value);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static unsafe long Peek(MappedSlab slab, int place) => Volatile.Read(ref *(long*)(slab.Pointer + place));

    private static IEnumerable<(string, long)> Values(CounterReading reading) =>
        reading.Counters.Select(counter => (counter.Key, counter.Value));

    private CounterFile Create() => CounterFile.Create(Name, [_router, _bus], _clock);
}

using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.Tests.Identity;

public sealed class EpochSourceTests : IDisposable
{
    private const long Now = 1_800_000_000_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("epochs").FullName;

    private string Path => System.IO.Path.Combine(_folder, "epochs");

    [Fact]
    public void Epochs_grow_by_one()
    {
        using EpochSource source = EpochSource.Open(Path, Now);
        uint[] given = Take(source, 3);
        Assert.Equal([given[0], given[0] + 1, given[0] + 2], given);
        Assert.True(given[0] > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((int)EpochSource.ReservedAtOnce)]
    [InlineData((int)EpochSource.ReservedAtOnce + 1)]
    public void A_crash_at_any_time_gives_no_number_again(int taken)
    {
        uint last;
        byte[] asItStood;
        using (EpochSource source = EpochSource.Open(Path, Now))
        {
            last = Take(source, taken).LastOrDefault();

            // What the disk holds at this moment is what a crash leaves.
            asItStood = ReadShared();
        }

        File.WriteAllBytes(Path, asItStood);
        using EpochSource after = EpochSource.Open(Path, Now);
        Assert.True(Take(after, 1)[0] > last);
    }

    [Fact]
    public void A_clock_that_was_set_back_changes_nothing()
    {
        uint last;
        using (EpochSource source = EpochSource.Open(Path, Now))
        {
            last = Take(source, 10)[^1];
        }

        using EpochSource after = EpochSource.Open(Path, 0);
        Assert.True(Take(after, 1)[0] > last);
    }

    [Fact]
    public void A_write_torn_at_any_byte_loses_nothing()
    {
        byte[] before;
        byte[] written;
        uint last;
        using (EpochSource source = EpochSource.Open(Path, Now))
        {
            last = Take(source, 2)[^1];
            before = ReadShared();
            Take(source, (int)EpochSource.ReservedAtOnce);
            written = ReadShared();
        }

        // The epochs of the second reservation were not given yet when its write was torn.
        for (int cut = 0; cut <= written.Length; cut++)
        {
            byte[] torn = new byte[Math.Max(before.Length, cut)];
            before.CopyTo(torn, 0);
            written.AsSpan(0, cut).CopyTo(torn);
            File.WriteAllBytes(Path, torn);
            using EpochSource after = EpochSource.Open(Path, Now);
            Assert.True(Take(after, 1)[0] > last, $"cut at {cut}");
        }
    }

    [Fact]
    public void A_file_without_a_valid_slot_is_refused()
    {
        EpochSource.Open(Path, Now).Dispose();
        byte[] bytes = File.ReadAllBytes(Path);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            File.WriteAllBytes(Path, changed);
            Assert.Throws<EpochFileException>(() => EpochSource.Open(Path, Now));
        }

        File.WriteAllBytes(Path, []);
        Assert.Throws<EpochFileException>(() => EpochSource.Open(Path, Now));
    }

    [Fact]
    public void A_second_router_cannot_have_the_file()
    {
        using EpochSource source = EpochSource.Open(Path, Now);
        Assert.Throws<IOException>(() => EpochSource.Open(Path, Now));
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        EpochSource.Open(Path, Now).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void In_memory_the_numbers_begin_with_the_seconds()
    {
        using EpochSource source = EpochSource.InMemory(Now);
        using EpochSource later = EpochSource.InMemory(Now + 5_000_000_000);
        Assert.Equal(Take(source, 1)[0] + 5, Take(later, 1)[0]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static uint[] Take(EpochSource source, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        Assert.True(source.TryNext(out uint epoch));
        return epoch;
    })];

    // The lock that .NET puts on the file is advisory, and a copy by the shell does not ask for it.
    private byte[] ReadShared()
    {
        string copy = Path + ".copy";
        using (var process = System.Diagnostics.Process.Start("cp", [Path, copy]))
        {
            process.WaitForExit();
        }

        return File.ReadAllBytes(copy);
    }
}

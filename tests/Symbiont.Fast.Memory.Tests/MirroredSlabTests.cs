namespace Symbiont.Fast.Memory.Tests;

public sealed unsafe class MirroredSlabTests
{
    private static readonly int Page = Environment.SystemPageSize;

    [Fact]
    public void Both_copies_are_the_same_zeroed_memory()
    {
        using MirroredSlab slab = new(2 * Page);
        var both = new Span<byte>(slab.Pointer, 4 * Page);
        Assert.False(both.ContainsAnyExcept((byte)0));

        both[5] = 7;
        both[(2 * Page) + 6] = 8;
        Assert.Equal(7, both[(2 * Page) + 5]);
        Assert.Equal(8, both[6]);

        "over the end"u8.CopyTo(both[((2 * Page) - 4)..]);
        Assert.Equal(" the end"u8, both[..8]);
        Assert.Equal(2 * Page, slab.Length);
    }

    [Fact]
    public void Two_slabs_share_nothing()
    {
        using MirroredSlab one = new(Page);
        using MirroredSlab two = new(Page);

        *one.Pointer = 1;

        Assert.Equal(0, *two.Pointer);
    }

    [Fact]
    public void After_disposal_every_use_throws()
    {
        MirroredSlab slab = new(Page);
        slab.Dispose();
        slab.Dispose();

        Assert.Throws<ObjectDisposedException>(() => *slab.Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4096)]
    [InlineData(4095)]
    [InlineData(4097)]
    public void A_length_that_is_no_number_of_pages_is_refused(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MirroredSlab(bytes));

    [Fact]
    public void Slabs_give_their_memory_map_entries_and_descriptors_back()
    {
        int before = Entries();
        for (int i = 0; i < 2000; i++)
        {
            new MirroredSlab(Page).Dispose();
        }

        Assert.InRange(Entries(), 0, before + 100);
    }

    private static int Entries() =>
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("symbiont-ring", StringComparison.Ordinal))
        + Directory.GetFiles("/proc/self/fd").Length;
}

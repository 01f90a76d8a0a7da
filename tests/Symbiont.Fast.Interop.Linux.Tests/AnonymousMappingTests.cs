using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed unsafe class AnonymousMappingTests
{
    private static readonly nuint Page = (nuint)Environment.SystemPageSize;

    [Fact]
    public void Pages_are_zeroed_aligned_and_rounded_up()
    {
        using AnonymousMapping mapping = new(Page + 1);

        Assert.Equal(2 * Page, mapping.Length);
        Assert.Equal(0u, (nuint)mapping.Address % Page);
        Span<byte> bytes = new(mapping.Address, (int)mapping.Length);
        Assert.True(bytes.IndexOfAnyExcept((byte)0) < 0);
        bytes.Fill(0xAB);
        Assert.Equal(0xAB, mapping.Address[mapping.Length - 1]);
    }

    [Fact]
    public void Guard_pages_forbid_access_on_both_sides()
    {
        // Made one after the other they lie side by side: without guards each would have a readable neighbour.
        AnonymousMapping[] mappings =
            [.. Enumerable.Range(0, 8).Select(_ => new AnonymousMapping(3 * Page, guarded: true))];
        foreach (AnonymousMapping mapping in mappings)
        {
            ulong address = (ulong)mapping.Address;
            MappedRegion inside = MappedRegion.Of(address);

            Assert.Equal("rw-p", inside.Permissions);
            Assert.Equal((address, address + mapping.Length), (inside.Start, inside.End));
            Assert.True(MappedRegion.Of(address - 1).IsGuard);
            Assert.True(MappedRegion.Of(address + mapping.Length).IsGuard);
        }

        Array.ForEach(mappings, mapping => mapping.Dispose());
    }

    [Fact]
    public void Locking_and_leaving_out_of_dumps_reach_the_kernel()
    {
        // Guarded, so that the kernel cannot merge the region with a neighbour's.
        using AnonymousMapping mapping = new(Page, guarded: true);

        bool locked = mapping.TryLock();
        bool excluded = mapping.TryExcludeFromDumps();

        MappedRegion region = MappedRegion.Of((ulong)mapping.Address);
        Assert.Equal(locked, region.IsLocked);
        Assert.Equal(excluded, region.IsExcludedFromDumps);
        Assert.True(locked && excluded, "One page is within every limit.");
    }

    [Fact]
    public void Avoiding_huge_pages_reaches_the_kernel()
    {
        using AnonymousMapping mapping = new(Page, guarded: true);

        bool avoided = mapping.TryAvoidHugePages();

        Assert.Equal(avoided, MappedRegion.Of((ulong)mapping.Address).AvoidsHugePages);
    }

    [Fact]
    public void Disposal_returns_the_pages_once_and_ends_every_use()
    {
        AnonymousMapping mapping = new(Page, guarded: true);
        ulong address = (ulong)mapping.Address;
        mapping.TryLock();
        mapping.TryExcludeFromDumps();
        Assert.True(MappedRegion.Of(address) is { IsLocked: true, IsExcludedFromDumps: true });

        mapping.Dispose();
        mapping.Dispose();

        // Another thread may map something at the same address since; not with these flags and this extent.
        Assert.False(MappedRegion.Find(address) is { IsLocked: true, IsExcludedFromDumps: true });
        Assert.Throws<ObjectDisposedException>(() => mapping.Address[0]);
        Assert.Throws<ObjectDisposedException>(() => mapping.TryLock());
    }

    [Fact]
    public void A_size_of_zero_and_one_beyond_the_address_space_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnonymousMapping(0));

        SystemCallException refused = Assert.Throws<SystemCallException>(() => new AnonymousMapping((nuint)1 << 60));

        const int OutOfMemory = 12;
        Assert.Equal(("mmap", OutOfMemory), (refused.Call, refused.Errno));
    }
}

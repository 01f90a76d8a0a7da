namespace Symbiont.Fast.Memory.Tests;

public sealed unsafe class NativeSlabTests
{
    [Fact]
    public void A_slab_is_zeroed_page_aligned_and_exactly_as_long_as_asked()
    {
        using NativeSlab slab = new(5000);

        Assert.Equal(5000, slab.Length);
        Assert.Equal(5000, slab.Span.Length);
        Assert.True(slab.Span.IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(0u, (nuint)slab.Pointer % (nuint)Environment.SystemPageSize);
    }

    [Fact]
    public void Pointer_and_span_are_the_same_memory()
    {
        using NativeSlab slab = new(64);

        slab.Pointer[63] = 7;

        Assert.Equal(7, slab.Span[63]);
    }

    [Fact]
    public void After_disposal_every_use_throws()
    {
        NativeSlab slab = new(64);
        slab.Dispose();
        slab.Dispose();

        Assert.Throws<ObjectDisposedException>(() => slab.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => *slab.Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_length_that_is_not_positive_is_refused(int bytes)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeSlab(bytes));
    }
}

using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>Both sides of two rings, each over its own mapping of the memory.</summary>
public sealed class SharedRingsTests : IDisposable
{
    private const int Capacity = SharedRings.MinCapacity;

    private readonly SharedRings _maker;
    private readonly SharedRings _taker;

    public SharedRingsTests()
    {
        using SealedMemory memory = SealedMemory.Create((nuint)SharedRings.SizeFor(Capacity));
        _maker = SharedRings.Make(new SharedSlab(memory), Capacity);
        _taker = SharedRings.TryTake(new SharedSlab(memory))!;
    }

    public void Dispose()
    {
        _maker.Dispose();
        _taker.Dispose();
    }

    [Fact]
    public void A_stream_in_pieces_of_any_size_is_the_same_at_the_other_side()
    {
        var random = new Random(7);
        byte[] piece = new byte[2 * Capacity];
        byte[] read = new byte[2 * Capacity];
        byte next = 0;
        byte expected = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(piece.Length);
            for (int at = 0; at < length; at++)
            {
                piece[at] = (byte)(next + at);
            }

            next += (byte)_maker.Write(piece.AsSpan(0, length));
            int count = _taker.Read(read.AsSpan(0, random.Next(read.Length)));
            Assert.True(count <= Capacity);
            for (int at = 0; at < count; at++, expected++)
            {
                Assert.Equal(expected, read[at]);
            }
        }

        Assert.False(_maker.IsBroken || _taker.IsBroken);
    }

    [Fact]
    public void Full_and_empty_say_so_at_both_sides()
    {
        byte[] all = new byte[Capacity];
        Assert.False(_maker.CanRead());
        Assert.True(_taker.CanWrite());

        Assert.Equal(Capacity, _taker.Write(all));
        Assert.Equal(0, _taker.Write(all));
        Assert.False(_taker.CanWrite());
        Assert.True(_maker.CanRead());
        Assert.False(_taker.IsAllRead());

        Assert.Equal(Capacity, _maker.Read(all));
        Assert.True(_taker.CanWrite());
        Assert.True(_taker.IsAllRead());
        Assert.False(_maker.CanRead());
    }

    [Fact]
    public void Who_sleeps_is_woken_once_and_for_what_it_waits()
    {
        Assert.False(_maker.MustWakeReader());
        _taker.WaitForBytes(true);
        Assert.False(_maker.MustWakeWriter());
        Assert.True(_maker.MustWakeReader());
        Assert.False(_maker.MustWakeReader());

        _maker.WaitForRoom(true);
        _maker.WaitForRoom(false);
        Assert.False(_taker.MustWakeWriter());
    }

    [Fact]
    public void What_one_side_says_the_other_finds()
    {
        Assert.False(_maker.IsPeerReady() || _maker.IsPeerCompleted() || _maker.IsPeerAbandoned());
        Assert.False(_maker.TryFindSwitch(out _));

        _taker.BeReady();
        _taker.Switch(12);
        _taker.Complete();
        _taker.Abandon();

        Assert.True(_maker.IsPeerReady() && _maker.IsPeerCompleted() && _maker.IsPeerAbandoned());
        Assert.True(_maker.TryFindSwitch(out long before));
        Assert.Equal(12, before);
        Assert.False(_taker.IsPeerReady());
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4096 + (2 * Capacity) - 1)]
    [InlineData(4096 + (2 * Capacity))]
    public void Memory_that_nobody_laid_out_is_not_taken(int bytes)
    {
        using SealedMemory memory = SealedMemory.Create((nuint)bytes);
        using var slab = new SharedSlab(memory);

        Assert.Null(SharedRings.TryTake(slab));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2048)]
    [InlineData(4097)]
    public void A_ring_is_a_power_of_two_and_at_least_a_page(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRings.SizeFor(capacity));
}

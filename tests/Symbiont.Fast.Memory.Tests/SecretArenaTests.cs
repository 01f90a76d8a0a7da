using System.Runtime.CompilerServices;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Memory.Tests;

public sealed class SecretArenaTests
{
    [Fact]
    public void A_block_is_as_long_as_asked_and_zeroed()
    {
        using SecretArena arena = new(64);

        for (int length = 1; length <= SecretArena.SlotLength; length++)
        {
            SecretBlock block = arena.Rent(length);
            Assert.Equal(length, block.Length);
            Assert.Equal(length, block.Bytes.Length);
            Assert.True(block.Bytes.IndexOfAnyExcept((byte)0) < 0);
        }

        Assert.Equal(64, arena.InUse);
    }

    [Fact]
    public void Returning_wipes_the_whole_slot_at_once()
    {
        using SecretArena arena = new(1);
        SecretBlock block = arena.Rent(64);
        Span<byte> kept = block.Bytes;
        kept.Fill(0xEE);

        block.Dispose();

        Assert.True(kept.IndexOfAnyExcept((byte)0) < 0, "The bytes must be gone before anyone rents them again.");
        using SecretBlock next = arena.Rent(64);
        Assert.True(Unsafe.AreSame(ref kept[0], ref next.Bytes[0]), "One slot: the second rent gets the same bytes.");
        Assert.True(next.Bytes.IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_full_arena_refuses_until_a_block_comes_back()
    {
        using SecretArena arena = new(2);
        using SecretBlock first = arena.Rent(32);
        SecretBlock second = arena.Rent(32);

        SecretArenaFullException full = Assert.Throws<SecretArenaFullException>(() => arena.Rent(1));
        Assert.Equal(2, full.Capacity);
        Assert.Equal(2, arena.InUse);

        second.Dispose();
        Assert.Equal(1, arena.InUse);
        using SecretBlock third = arena.Rent(1);
        Assert.Equal(2, arena.InUse);
    }

    [Fact]
    public void A_second_disposal_does_not_free_the_next_owners_slot()
    {
        using SecretArena arena = new(1);
        SecretBlock first = arena.Rent(8);
        first.Dispose();
        SecretBlock second = arena.Rent(8);
        second.Bytes.Fill(0x77);

        first.Dispose();

        Assert.Equal(1, arena.InUse);
        Assert.True(second.Bytes.IndexOfAnyExcept((byte)0x77) < 0);
        Assert.Throws<SecretArenaFullException>(() => arena.Rent(8));
    }

    [Fact]
    public void Every_slot_is_another_piece_of_memory()
    {
        const int Slots = 500;
        using SecretArena arena = new(Slots);
        SecretBlock[] blocks = [.. Enumerable.Range(0, Slots).Select(_ => arena.Rent(64))];

        for (int index = 0; index < Slots; index++)
        {
            BitConverter.TryWriteBytes(blocks[index].Bytes, index);
            blocks[index].Bytes[4..].Fill((byte)index);
        }

        for (int index = 0; index < Slots; index++)
        {
            Assert.Equal(index, BitConverter.ToInt32(blocks[index].Bytes));
            Assert.True(blocks[index].Bytes[4..].IndexOfAnyExcept((byte)index) < 0);
        }
    }

    [Fact]
    public void A_returned_block_has_no_bytes()
    {
        using SecretArena arena = new(1);
        SecretBlock block = arena.Rent(8);
        block.Dispose();

        Assert.Throws<ObjectDisposedException>(() => block.Bytes.Length);
    }

    [Fact]
    public void A_disposed_arena_ends_every_block_and_every_rent()
    {
        SecretArena arena = new(4);
        SecretBlock block = arena.Rent(8);

        arena.Dispose();
        arena.Dispose();

        Assert.Throws<ObjectDisposedException>(() => block.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => arena.Rent(8));
        block.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65)]
    public void A_length_outside_a_slot_is_refused(int length)
    {
        using SecretArena arena = new(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Rent(length));
        Assert.Equal(0, arena.InUse);
    }

    [Fact]
    public void Text_forms_never_show_the_secret()
    {
        using SecretArena arena = new(1);
        using SecretBlock block = arena.Rent(4);
        "ABCD"u8.CopyTo(block.Bytes);

        Assert.Equal("SecretBlock(4 bytes)", block.ToString());
    }

    [Fact]
    public unsafe void The_kernel_confirms_guards_lock_and_dump_exclusion()
    {
        // Made one after the other they lie side by side: without guards each would have a readable neighbour.
        int slotsOfOnePage = Environment.SystemPageSize / SecretArena.SlotLength;
        SecretArena[] arenas = [.. Enumerable.Range(0, 8).Select(_ => new SecretArena(slotsOfOnePage))];
        foreach (SecretArena arena in arenas)
        {
            SecretBlock block = arena.Rent(64);
            MappedRegion region = MappedRegion.Of((ulong)Unsafe.AsPointer(ref block.Bytes[0]));

            Assert.Equal((ulong)Environment.SystemPageSize, region.End - region.Start);
            Assert.True(MappedRegion.Of(region.Start - 1).IsGuard);
            Assert.True(MappedRegion.Of(region.End).IsGuard);
            Assert.Equal(arena.IsLocked, region.IsLocked);
            Assert.Equal(arena.IsExcludedFromDumps, region.IsExcludedFromDumps);
            Assert.True(arena.IsLocked && arena.IsExcludedFromDumps, "One page is within every limit.");
        }

        Array.ForEach(arenas, arena => arena.Dispose());
    }

    [Fact]
    public void The_shared_arena_is_one_and_outlives_its_disposal()
    {
        SecretArena shared = SecretArena.Shared;

        shared.Dispose();

        Assert.Same(shared, SecretArena.Shared);
        Assert.Equal(65_536, shared.Capacity);
        using SecretBlock block = shared.Rent(32);
        Assert.Equal(32, block.Bytes.Length);
    }

    [Fact]
    public async Task Threads_that_rent_and_return_at_once_never_share_a_slot()
    {
        const int Threads = 4;
        const int Rounds = 20_000;
        using SecretArena arena = new(Threads * 3);

        Task[] tasks = [.. Enumerable.Range(1, Threads).Select(mark => Task.Run(() =>
        {
            Queue<SecretBlock> held = [];
            for (int round = 0; round < Rounds; round++)
            {
                SecretBlock block = arena.Rent(64);
                Assert.True(block.Bytes.IndexOfAnyExcept((byte)0) < 0, "A rented slot must be clean.");
                block.Bytes.Fill((byte)mark);
                held.Enqueue(block);
                if (held.Count == 3)
                {
                    SecretBlock oldest = held.Dequeue();
                    Assert.True(oldest.Bytes.IndexOfAnyExcept((byte)mark) < 0, "Another thread wrote here.");
                    oldest.Dispose();
                }
            }

            foreach (SecretBlock block in held)
            {
                block.Dispose();
            }
        }))];
        await Task.WhenAll(tasks);

        Assert.Equal(0, arena.InUse);
    }
}

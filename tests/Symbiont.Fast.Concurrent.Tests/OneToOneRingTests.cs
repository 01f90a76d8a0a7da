namespace Symbiont.Fast.Concurrent.Tests;

public sealed class OneToOneRingTests
{
    private const int Capacity = 4096;

    [Fact]
    public void Records_come_out_in_order_with_kind_and_bytes()
    {
        using OneToOneRing ring = new(Capacity);

        Produce(ring, 7, "first"u8);
        Produce(ring, int.MaxValue, "second"u8);

        Consume(ring, 7, "first"u8);
        Consume(ring, int.MaxValue, "second"u8);
        Assert.False(ring.TryPeek(out _));
    }

    [Fact]
    public void A_record_without_bytes_is_a_record()
    {
        using OneToOneRing ring = new(Capacity);

        Produce(ring, 3, []);

        Assert.Equal(OneToOneRing.HeaderLength, ring.Used);
        Consume(ring, 3, []);
        Assert.True(ring.IsEmpty);
    }

    [Fact]
    public void A_claim_is_invisible_until_it_is_committed()
    {
        using OneToOneRing ring = new(Capacity);

        Assert.True(ring.TryClaim(1, 5, out RingClaim claim));
        "hello"u8.CopyTo(claim.Bytes);
        Assert.True(ring.IsEmpty);
        Assert.False(ring.TryPeek(out _));
        claim.Commit();

        Consume(ring, 1, "hello"u8);
    }

    [Fact]
    public void An_aborted_claim_leaves_no_trace()
    {
        using OneToOneRing ring = new(Capacity);
        Produce(ring, 1, "before"u8);
        int used = ring.Used;

        Assert.True(ring.TryClaim(2, 100, out RingClaim claim));
        claim.Bytes.Fill(0xFF);
        claim.Abort();

        Assert.Equal(used, ring.Used);
        Produce(ring, 3, "after"u8);
        Consume(ring, 1, "before"u8);
        Consume(ring, 3, "after"u8);
        Assert.True(ring.IsEmpty);
    }

    [Fact]
    public void A_claim_aborted_over_the_end_leaves_no_trace_either()
    {
        using OneToOneRing ring = new(Capacity);
        MoveTo(ring, Capacity - 64);

        Assert.True(ring.TryClaim(1, 200, out RingClaim wrapping));
        wrapping.Abort();
        Assert.True(ring.IsEmpty);

        Produce(ring, 2, "fits before the end"u8);
        Consume(ring, 2, "fits before the end"u8);
    }

    [Fact]
    public void A_later_claim_replaces_a_forgotten_one()
    {
        using OneToOneRing ring = new(Capacity);

        Assert.Throws<InvalidOperationException>(() =>
        {
            ring.TryClaim(1, 8, out RingClaim forgotten);
            ring.TryClaim(2, 16, out _);
            forgotten.Commit();
        });

        Produce(ring, 3, "fresh"u8);
        Consume(ring, 3, "fresh"u8);
    }

    [Fact]
    public void A_claim_ends_once()
    {
        using OneToOneRing ring = new(Capacity);

        Assert.Throws<InvalidOperationException>(() =>
        {
            ring.TryClaim(1, 8, out RingClaim claim);
            claim.Commit();
            claim.Commit();
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            ring.TryClaim(1, 8, out RingClaim claim);
            claim.Abort();
            claim.Commit();
        });

        Assert.Equal(16, ring.Used);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    public void A_record_that_runs_over_the_end_lies_in_one_piece(int before)
    {
        using OneToOneRing ring = new(Capacity);
        MoveTo(ring, Capacity - before);
        byte[] record = new byte[1000];
        new Random(before).NextBytes(record);

        Produce(ring, 5, record);
        Produce(ring, 6, "behind it"u8);

        Assert.Equal(1008 + 24, ring.Used);
        Consume(ring, 5, record);
        Consume(ring, 6, "behind it"u8);
        Assert.Equal(0, ring.Used);
    }

    [Fact]
    public void A_full_ring_refuses_until_a_record_is_released()
    {
        using OneToOneRing ring = new(Capacity);
        int count = 0;
        while (ring.TryClaim(1, 56, out RingClaim claim))
        {
            claim.Commit();
            count++;
        }

        Assert.Equal(Capacity / 64, count);
        Assert.Equal(Capacity, ring.Used);
        Assert.False(ring.TryClaim(1, 0, out _));

        Assert.True(ring.TryPeek(out _));
        Assert.False(ring.TryClaim(1, 0, out _), "A peeked record still stays.");
        ring.Release();
        Assert.True(ring.TryClaim(1, 56, out _));
        Assert.False(ring.TryClaim(1, 57, out _));
    }

    [Fact]
    public void The_longest_record_fits_into_an_empty_ring_at_every_position()
    {
        using OneToOneRing ring = new(Capacity);
        byte[] longest = new byte[ring.MaxRecord];
        new Random(1).NextBytes(longest);

        Assert.Equal(Capacity - OneToOneRing.HeaderLength, ring.MaxRecord);
        for (int position = 0; position < Capacity; position += 8)
        {
            using OneToOneRing fresh = new(Capacity);
            MoveTo(fresh, position);
            Produce(fresh, 1, longest);
            Consume(fresh, 1, longest);
            Assert.True(fresh.IsEmpty);
        }
    }

    [Fact]
    public void What_no_ring_of_this_size_takes_is_the_callers_mistake()
    {
        using OneToOneRing ring = new(Capacity);

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(1, ring.MaxRecord + 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(1, -1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(0, 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(-1, 1, out _));
        Assert.True(ring.IsEmpty);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(4097)]
    [InlineData(12_288)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void A_capacity_that_is_no_power_of_two_of_a_page_or_more_is_refused(int capacity)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneToOneRing(capacity));
    }

    [Fact]
    public void Peeking_again_shows_the_same_record_and_release_needs_a_peek()
    {
        using OneToOneRing ring = new(Capacity);
        Produce(ring, 1, "one"u8);
        Produce(ring, 2, "two"u8);

        Assert.Throws<InvalidOperationException>(ring.Release);
        Assert.True(ring.TryPeek(out RingRecord first));
        Assert.True(ring.TryPeek(out RingRecord again));
        Assert.True(first.Kind == again.Kind && first.Bytes == again.Bytes);
        ring.Release();
        Assert.Throws<InvalidOperationException>(ring.Release);

        Consume(ring, 2, "two"u8);
    }

    [Fact]
    public void A_disposed_ring_throws_on_both_sides()
    {
        OneToOneRing ring = new(Capacity);
        Produce(ring, 1, "gone"u8);
        ring.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ring.TryClaim(1, 1, out _));
        Assert.Throws<ObjectDisposedException>(() => ring.TryPeek(out _));
    }

    [Fact]
    public void Passing_records_allocates_nothing()
    {
        using OneToOneRing ring = new(Capacity);
        Turn(ring, 10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(ring, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Turn(OneToOneRing ring, int records)
    {
        for (int record = 0; record < records; record++)
        {
            ring.TryClaim(1, record % 200, out RingClaim claim);
            claim.Commit();
            ring.TryPeek(out _);
            ring.Release();
        }
    }

    /// <summary>Brings both positions of an empty ring to <paramref name="position"/>, a multiple of 8.</summary>
    private static void MoveTo(OneToOneRing ring, int position)
    {
        while (position > 0)
        {
            int footprint = Math.Min(position, 1024);
            Produce(ring, 1, new byte[footprint - OneToOneRing.HeaderLength]);
            ring.TryPeek(out _);
            ring.Release();
            position -= footprint;
        }
    }

    private static void Produce(OneToOneRing ring, int kind, ReadOnlySpan<byte> bytes)
    {
        Assert.True(ring.TryClaim(kind, bytes.Length, out RingClaim claim));
        Assert.Equal(bytes.Length, claim.Bytes.Length);
        bytes.CopyTo(claim.Bytes);
        claim.Commit();
    }

    private static void Consume(OneToOneRing ring, int kind, ReadOnlySpan<byte> bytes)
    {
        Assert.True(ring.TryPeek(out RingRecord record));
        Assert.Equal(kind, record.Kind);
        Assert.True(record.Bytes.SequenceEqual(bytes));
        ring.Release();
    }
}

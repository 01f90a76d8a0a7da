using System.Buffers.Binary;

namespace Symbiont.Fast.Concurrent.Tests;

public sealed class ManyToOneRingTests
{
    private const int Capacity = 4096;

    [Fact]
    public void Records_come_out_as_they_were_claimed_and_not_before_the_first_is_committed()
    {
        using ManyToOneRing ring = new(Capacity);
        Assert.True(ring.TryClaim(3, 5, out SharedRingClaim first));
        Assert.True(ring.TryClaim(4, 0, out SharedRingClaim second));

        second.Commit();
        Assert.False(ring.TryPeek(out _));
        "first"u8.CopyTo(first.Bytes);
        first.Commit();

        Consume(ring, 3, "first"u8);
        Consume(ring, 4, default);
        Assert.False(ring.TryPeek(out _));
        Assert.Equal(0, ring.Used);
    }

    [Fact]
    public void An_aborted_claim_is_skipped()
    {
        using ManyToOneRing ring = new(Capacity);
        ring.TryClaim(1, 100, out SharedRingClaim aborted);
        ring.TryClaim(2, 3, out SharedRingClaim kept);
        aborted.Bytes.Fill(0xEE);
        "abc"u8.CopyTo(kept.Bytes);

        aborted.Abort();
        kept.Commit();

        Consume(ring, 2, "abc"u8);
        Assert.Equal(0, ring.Used);
    }

    [Fact]
    public void What_was_released_is_zero_for_the_next_lap_wherever_it_lay()
    {
        using ManyToOneRing ring = new(Capacity);
        for (int lap = 0; lap < 1000; lap++)
        {
            Assert.True(ring.TryClaim(1, 1000 + lap, out SharedRingClaim claim));
            Assert.False(claim.Bytes.ContainsAnyExcept((byte)0));
            claim.Bytes.Fill((byte)(lap | 1));
            claim.Commit();
            Assert.True(ring.TryPeek(out RingRecord record));
            Assert.Equal(1000 + lap, record.Bytes.Length);
            Assert.False(record.Bytes.ContainsAnyExcept((byte)(lap | 1)));
            ring.Release();
        }
    }

    [Fact]
    public void A_full_ring_refuses_until_a_record_is_released()
    {
        using ManyToOneRing ring = new(Capacity);
        while (ring.TryClaim(1, 56, out SharedRingClaim claim))
        {
            claim.Commit();
        }

        Assert.Equal(Capacity, ring.Used);
        Assert.True(ring.TryPeek(out _));
        Assert.False(ring.TryClaim(1, 0, out _));
        ring.Release();
        Assert.True(ring.TryClaim(1, 56, out _));
        Assert.False(ring.TryClaim(1, 0, out _));
    }

    [Fact]
    public void What_no_ring_takes_and_what_was_not_peeked_is_the_callers_mistake()
    {
        using ManyToOneRing ring = new(Capacity);

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(1, ring.MaxRecord + 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(0, 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(1, -1, out _));
        Assert.Throws<InvalidOperationException>(ring.Release);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManyToOneRing(4097));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManyToOneRing(2048));
        Assert.Throws<InvalidOperationException>(() =>
        {
            ring.TryClaim(1, 8, out SharedRingClaim claim);
            claim.Commit();
            claim.Abort();
        });
    }

    [Fact]
    public async Task Three_threads_records_come_each_in_its_order_and_unchanged()
    {
        const int Producers = 3;
        const int Records = 300_000;
        using ManyToOneRing ring = new(8192);
        using CancellationTokenSource failed = new();
        Task[] producers = [.. Enumerable.Range(0, Producers).Select(number =>
            Task.Factory.StartNew(
                () => Produce(ring, number, Records, failed.Token), failed.Token, TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
        int[] next = new int[Producers];
        try
        {
            SpinWait wait = default;
            for (int count = 0; count < Producers * Records; count++)
            {
                RingRecord record;
                while (!ring.TryPeek(out record))
                {
                    Assert.DoesNotContain(producers, producer => producer.IsFaulted);
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                int number = BinaryPrimitives.ReadInt32LittleEndian(record.Bytes);
                Assert.Equal(next[record.Kind - 1]++, number);
                Assert.Equal(Length(number), record.Bytes.Length);
                Assert.False(record.Bytes[4..].ContainsAnyExcept((byte)(number | 1)));
                ring.Release();
            }
        }
        finally
        {
            await failed.CancelAsync();
        }

        await Task.WhenAll(producers);
        Assert.Equal(0, ring.Used);
    }

    private static int Length(int number) => 4 + (number % 61);

    private static void Produce(ManyToOneRing ring, int producer, int records, CancellationToken failed)
    {
        SpinWait wait = default;
        for (int number = 0; number < records; number++)
        {
            SharedRingClaim claim;
            while (!ring.TryClaim(producer + 1, Length(number), out claim))
            {
                failed.ThrowIfCancellationRequested();
                wait.SpinOnce(sleep1Threshold: -1);
            }

            if (number % 31 == 0)
            {
                claim.Bytes.Fill(0xEE);
                claim.Abort();
                while (!ring.TryClaim(producer + 1, Length(number), out claim))
                {
                    failed.ThrowIfCancellationRequested();
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }

            BinaryPrimitives.WriteInt32LittleEndian(claim.Bytes, number);
            claim.Bytes[4..].Fill((byte)(number | 1));
            claim.Commit();
        }
    }

    private static void Consume(ManyToOneRing ring, int kind, ReadOnlySpan<byte> bytes)
    {
        Assert.True(ring.TryPeek(out RingRecord record));
        Assert.Equal(kind, record.Kind);
        Assert.Equal(bytes, record.Bytes);
        ring.Release();
    }
}

using System.Buffers.Binary;

namespace Symbiont.Fast.Concurrent.Tests;

public sealed class OneToOneRingStressTests(ITestOutputHelper output)
{
    private const int Records = 2_000_000;
    private const int LongestRecord = 200;

    [Fact]
    public async Task Two_threads_pass_millions_of_records_of_every_length_unchanged()
    {
        using OneToOneRing ring = new(8192);
        using CancellationTokenSource failed = new();

        Task producer = Task.Run(() => Produce(ring, failed.Token), failed.Token);
        long waits = 0;
        try
        {
            waits = Consume(ring, producer);
        }
        finally
        {
            await failed.CancelAsync();
        }

        await producer;
        Assert.True(ring.IsEmpty);
        Assert.Equal(0, ring.Used);
        output.WriteLine($"{Records} records, the consumer found the ring empty {waits} times");
    }

    private static void Produce(OneToOneRing ring, CancellationToken failed)
    {
        // The lengths are the consumer's too: both walk the same sequence.
        Random lengths = new(42);
        SpinWait wait = default;
        for (int number = 0; number < Records; number++)
        {
            int length = lengths.Next(LongestRecord + 1);
            RingClaim claim;
            while (!ring.TryClaim(KindOf(number), length, out claim))
            {
                failed.ThrowIfCancellationRequested();
                wait.SpinOnce(sleep1Threshold: -1);
            }

            Fill(claim.Bytes, number);
            if (number % 97 == 0)
            {
                // Nothing of the first attempt may show.
                claim.Bytes.Fill(0xEE);
                claim.Abort();
                Assert.True(ring.TryClaim(KindOf(number), length, out claim));
                Fill(claim.Bytes, number);
            }

            claim.Commit();
        }
    }

    private static long Consume(OneToOneRing ring, Task producer)
    {
        Random lengths = new(42);
        Span<byte> expected = stackalloc byte[LongestRecord];
        SpinWait wait = default;
        long waits = 0;
        for (int number = 0; number < Records; number++)
        {
            RingRecord record;
            while (!ring.TryPeek(out record))
            {
                Assert.False(producer.IsFaulted, "The producer has failed.");
                wait.SpinOnce(sleep1Threshold: -1);
                waits++;
            }

            int length = lengths.Next(LongestRecord + 1);
            Fill(expected[..length], number);
            if (record.Kind != KindOf(number) || !record.Bytes.SequenceEqual(expected[..length]))
            {
                Assert.Fail($"Record {number} arrived changed.");
            }

            ring.Release();
        }

        return waits;
    }

    private static int KindOf(int number) => (number % 1000) + 1;

    /// <summary>Content in which any two records, and any two places of one record, differ.</summary>
    private static void Fill(Span<byte> bytes, int number)
    {
        ulong state = ((ulong)number + 1) * 0x9E37_79B9_7F4A_7C15;
        while (bytes.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, state);
            state = (state ^ (state >> 29)) * 0xBF58_476D_1CE4_E5B9;
            bytes = bytes[8..];
        }

        bytes.Fill((byte)(state >> 32));
    }
}

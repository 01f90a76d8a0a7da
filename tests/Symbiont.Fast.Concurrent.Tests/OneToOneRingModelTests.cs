namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>
/// The ring against the obvious queue, over long random sequences of every operation; the seed replays one.
/// </summary>
public sealed class OneToOneRingModelTests
{
    private const int Capacity = 4096;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_of_operations_behaves_as_a_queue_with_the_stated_room(int seed)
    {
        Random random = new(seed);
        using OneToOneRing ring = new(Capacity);
        Queue<Expected> model = [];
        long tail = 0;
        long head = 0;
        int refusals = 0;
        int wraps = 0;

        // Longer records make wraps and refusals frequent, shorter ones fill the ring with many.
        int longest = seed % 2 == 0 ? ring.MaxRecord : 120;
        for (int step = 0; step < 100_000; step++)
        {
            if (random.Next(100) < 55)
            {
                Expected next = new(random.Next(1, 1000), random.Next(longest + 1), random.Next());
                long end = End(tail, next.Length);
                bool room = end - head <= Capacity;

                Assert.Equal(room, ring.TryClaim(next.Kind, next.Length, out RingClaim claim));
                refusals += room ? 0 : 1;
                if (room && random.Next(10) == 0)
                {
                    claim.Bytes.Fill(0xDD);
                    claim.Abort();
                }
                else if (room)
                {
                    new Random(next.Seed).NextBytes(claim.Bytes);
                    claim.Commit();
                    model.Enqueue(next);
                    long previous = tail;
                    tail = end;
                    wraps += tail % Capacity < previous % Capacity ? 1 : 0;
                }
            }
            else if (model.TryDequeue(out Expected? oldest))
            {
                Assert.True(ring.TryPeek(out RingRecord record));
                Assert.True(oldest.Matches(record));
                ring.Release();
                head = End(head, oldest.Length);
            }
            else
            {
                Assert.False(ring.TryPeek(out _));
            }

            Assert.Equal(tail - head, ring.Used);
            Assert.Equal(model.Count == 0, ring.IsEmpty);
        }

        Assert.True(refusals > 100 && wraps > 100, "The sequence must reach the interesting places.");
    }

    /// <summary>Where a record at this position ends, by the documented layout.</summary>
    private static long End(long position, int length) =>
        position + ((length + 7) / 8 * 8) + OneToOneRing.HeaderLength;

    private sealed record Expected(int Kind, int Length, int Seed)
    {
        public bool Matches(RingRecord record)
        {
            byte[] bytes = new byte[Length];
            new Random(Seed).NextBytes(bytes);
            return record.Kind == Kind && record.Bytes.SequenceEqual(bytes);
        }
    }
}

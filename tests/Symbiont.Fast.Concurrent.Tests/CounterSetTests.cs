namespace Symbiont.Fast.Concurrent.Tests;

public sealed class CounterSetTests
{
    [Fact]
    public void Each_counter_counts_for_itself()
    {
        CounterSet counters = new(["accepted", "denied", "bytes"]);

        counters.Increment(0);
        counters.Increment(0);
        counters.Add(2, 1500);
        counters.Add(2, -500);

        Assert.Equal((2, 0, 1000), (counters.Read(0), counters.Read(1), counters.Read(2)));
        Assert.Equal(3, counters.Count);
        Assert.Equal("denied", counters.Name(1));
    }

    [Fact]
    public void A_snapshot_has_every_name_in_order_and_does_not_change()
    {
        CounterSet counters = new(["a", "b"]);
        counters.Increment(1);

        IReadOnlyList<KeyValuePair<string, long>> snapshot = counters.Snapshot();
        counters.Increment(1);

        Assert.Equal([KeyValuePair.Create("a", 0L), KeyValuePair.Create("b", 1L)], snapshot);
    }

    [Fact]
    public void An_unknown_id_is_the_callers_mistake()
    {
        CounterSet counters = new(["only"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => counters.Increment(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => counters.Read(-1));
        Assert.Throws<IndexOutOfRangeException>(() => counters.Name(1));
    }

    [Fact]
    public async Task Readers_see_one_writers_counts_grow_and_end_complete()
    {
        const int Increments = 500_000;
        CounterSet counters = new(["count"]);

        Task writer = Task.Run(
            () =>
            {
                for (int round = 0; round < Increments; round++)
                {
                    counters.Increment(0);
                }
            },
            TestContext.Current.CancellationToken);
        long seen = 0;
        while (!writer.IsCompleted)
        {
            long now = counters.Read(0);
            Assert.True(now >= seen);
            seen = now;
        }

        await writer;
        Assert.Equal(Increments, counters.Read(0));
    }
}

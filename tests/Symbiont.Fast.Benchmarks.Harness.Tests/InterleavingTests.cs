using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class InterleavingTests
{
    private readonly ManualClock _clock = new(0);
    private readonly List<string> _order = [];

    [Fact]
    public void Two_take_turns()
    {
        var results = Interleaving.Run([Round("A", 10), Round("B", 20)], 3, TimeSpan.FromHours(1), _clock);

        Assert.Equal("ABABAB", string.Concat(_order));
        Assert.Equal([3, 3], results.Select(rounds => rounds.Count));
        Assert.All(results[0], round => Assert.Equal(10, round.Latency.P50));
        Assert.All(results[1], round => Assert.Equal(20, round.Latency.P50));
    }

    [Fact]
    public void Three_take_turns()
    {
        Interleaving.Run([Round("A", 1), Round("B", 1), Round("C", 1)], 2, TimeSpan.FromHours(1), _clock);

        Assert.Equal("ABCABC", string.Concat(_order));
    }

    [Fact]
    public void No_turn_begins_when_the_time_is_over_and_the_one_that_has_begun_is_finished()
    {
        // Each round takes a second: the fourth ends after the three and a half that there are.
        var results = Interleaving.Run(
            [Round("A", 1), Round("B", 1)], 100, TimeSpan.FromMilliseconds(3_500), _clock);

        Assert.Equal("ABAB", string.Concat(_order));
        Assert.Equal([2, 2], results.Select(rounds => rounds.Count));
    }

    [Fact]
    public void One_turn_is_run_in_any_case()
    {
        Interleaving.Run([Round("A", 1), Round("B", 1)], 0, TimeSpan.Zero, _clock);

        Assert.Equal("AB", string.Concat(_order));
    }

    [Fact]
    public void A_ratio_is_taken_turn_by_turn()
    {
        // The machine slows down to a tenth, for both: their ratio stays, while that of any two others would not.
        RoundResult[] slow = [Of(300), Of(3_300), Of(3_000)];
        RoundResult[] quick = [Of(100), Of(1_000), Of(1_000)];
        Spread ratio = Interleaving.Ratio(slow, quick);

        Assert.Equal((3.0, 3.0, 3.3, 0.0), (ratio.Median, ratio.Min, ratio.Max, ratio.Mad));
    }

    private Func<RoundResult> Round(string name, long median) => () =>
    {
        _order.Add(name);
        _clock.Advance(TimeSpan.FromSeconds(1));
        return Of(median);
    };

    private static RoundResult Of(long median) =>
        new(new LatencySummary(1, median, median, median, median, median, median), 0);
}

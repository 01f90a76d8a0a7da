using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Rounds of several scenarios in turn: A B A B. What drifts on the machine, such as its clock rate or its neighbours,
/// then meets all of them, and each turn gives one ratio that it touches little.
/// </summary>
public static class Interleaving
{
    /// <summary>Runs the turns.</summary>
    /// <param name="rounds">One for each scenario; called in this order, once a turn.</param>
    /// <param name="turns">How many turns; at least the first is run.</param>
    /// <param name="budget">No turn begins when this time is over. One that has begun is finished.</param>
    /// <param name="clock">Tells the time.</param>
    /// <returns>For each scenario its rounds, as many of each.</returns>
    public static IReadOnlyList<IReadOnlyList<RoundResult>> Run(
        IReadOnlyList<Func<RoundResult>> rounds, int turns, TimeSpan budget, IClock clock)
    {
        long end = clock.MonotonicNanoseconds + (budget.Ticks * TimeSpan.NanosecondsPerTick);
        List<RoundResult>[] results = [.. rounds.Select(_ => new List<RoundResult>())];
        for (int turn = 0; turn == 0 || (turn < turns && clock.MonotonicNanoseconds < end); turn++)
        {
            for (int i = 0; i < rounds.Count; i++)
            {
                results[i].Add(rounds[i]());
            }
        }

        return results;
    }

    /// <summary>Divides the medians of two scenarios turn by turn.</summary>
    /// <returns>The spread of these ratios.</returns>
    public static Spread Ratio(IReadOnlyList<RoundResult> numerator, IReadOnlyList<RoundResult> denominator) =>
        Spread.Of(numerator.Zip(
            denominator, (over, under) => (double)over.Latency.P50 / Math.Max(1, under.Latency.P50)));
}

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>One figure over several rounds: where its middle lies and how far it strays.</summary>
/// <param name="Median">The middle value; of an even number, the mean of the two in the middle.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Mad">The median of the distances from the median: a spread that single outliers do not move.</param>
public readonly record struct Spread(double Median, double Min, double Max, double Mad)
{
    /// <summary>The spread of some values.</summary>
    /// <exception cref="ArgumentException">There are none, or one is not a number.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0 || sorted.Any(double.IsNaN))
        {
            throw new ArgumentException("A spread takes numbers, and at least one.", nameof(values));
        }

        double median = Middle(sorted);
        double[] distances = [.. sorted.Select(value => Math.Abs(value - median)).Order()];
        return new Spread(median, sorted[0], sorted[^1], Middle(distances));
    }

    private static double Middle(double[] sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

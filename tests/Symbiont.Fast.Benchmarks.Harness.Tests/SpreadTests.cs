namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7, 7, 7, 0)]
    [InlineData(new double[] { 9, 1, 5 }, 5, 1, 9, 4)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5, 1, 4, 1)]
    [InlineData(new double[] { 2, 2, 2, 2, 1000 }, 2, 2, 1000, 0)]
    public void Median_ends_and_deviation(double[] values, double median, double min, double max, double mad) =>
        Assert.Equal(new Spread(median, min, max, mad), Spread.Of(values));

    [Fact]
    public void Nothing_has_no_spread()
    {
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
        Assert.Throws<ArgumentException>(() => Spread.Of([1, double.NaN]));
    }

    [Fact]
    public void Half_of_the_values_lie_within_the_deviation()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 1_001).Select(_ => random.NextDouble())];
        var spread = Spread.Of(values);

        Assert.Equal(501, values.Count(value => Math.Abs(value - spread.Median) <= spread.Mad));
        Assert.Equal(500, values.Count(value => value < spread.Median));
    }
}

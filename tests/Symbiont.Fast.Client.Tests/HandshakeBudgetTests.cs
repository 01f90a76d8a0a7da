namespace Symbiont.Fast.Client.Tests;

public sealed class HandshakeBudgetTests
{
    private const long Second = 1_000_000_000L;

    [Fact]
    public void No_span_holds_more_than_the_budget()
    {
        var budget = new HandshakeBudget(3, TimeSpan.FromSeconds(60));
        var taken = new List<long>();
        for (long now = 0; now < 300 * Second; now += Second)
        {
            if (budget.TryTake(now))
            {
                taken.Add(now);
            }
        }

        Assert.Equal(15, taken.Count);
        Assert.All(taken, start => Assert.True(taken.Count(t => t >= start && t < start + (60 * Second)) <= 3));
    }
}

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>How long and how often a group is measured; everything is bounded in time and in count.</summary>
public sealed record MeasurementPlan
{
    /// <summary>The usual one: under three minutes for the baselines.</summary>
    public static MeasurementPlan Full { get; } = new() { Name = "full" };

    /// <summary>For every change, a few seconds a group: that a scenario works, and roughly what it costs.</summary>
    public static MeasurementPlan Quick { get; } = new()
    {
        Name = "quick",
        WarmUpTrips = 2_000,
        WarmUpLeast = TimeSpan.FromMilliseconds(100),
        WarmUpMost = TimeSpan.FromMilliseconds(400),
        Turns = 5,
        RoundTime = TimeSpan.FromMilliseconds(80),
        GroupBudget = TimeSpan.FromSeconds(4),
    };

    /// <summary>Stands in the results.</summary>
    public required string Name { get; init; }

    /// <summary>Warm-up ends when this many round trips were made, and <see cref="WarmUpLeast"/> is over.</summary>
    public int WarmUpTrips { get; init; } = 30_000;

    /// <summary>The least time of warm-up: the runtime compiles a method well only a while after it was hot.</summary>
    public TimeSpan WarmUpLeast { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Warm-up ends after this time in any case.</summary>
    public TimeSpan WarmUpMost { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often each scenario of a group has its turn.</summary>
    public int Turns { get; init; } = 15;

    /// <summary>How long one round of one scenario takes.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The most round trips of one round.</summary>
    public int RoundTrips { get; init; } = 1_000_000;

    /// <summary>No new turn begins when a group's turns have taken this long.</summary>
    public TimeSpan GroupBudget { get; init; } = TimeSpan.FromSeconds(30);
}

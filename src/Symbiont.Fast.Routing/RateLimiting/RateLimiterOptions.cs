namespace Symbiont.Fast.Routing.RateLimiting;

/// <summary>Sizes of a <see cref="RateLimiter"/>.</summary>
public sealed record RateLimiterOptions
{
    /// <summary>
    /// The most buckets, one for each sender and rule in use; 65,536 by default, which take about 3.5 MB at start. A
    /// message that would need one more is refused.
    /// </summary>
    public int MaxBuckets { get; init; } = 65_536;
}

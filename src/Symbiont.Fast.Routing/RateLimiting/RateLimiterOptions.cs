namespace Symbiont.Fast.Routing.RateLimiting;

/// <summary>Sizes of a <see cref="RateLimiter"/>.</summary>
public sealed record RateLimiterOptions
{
    /// <summary>
    /// The most buckets, one for each sender and rule in use; 65,536 by default, which take about 3.5 MB at start. A
    /// message that would need one more is refused.
    /// </summary>
    public int MaxBuckets { get; init; } = 65_536;

    /// <summary>How many of its batches a sender may have verified in a second; 10,000 by default.</summary>
    /// <remarks>
    /// An Ed25519 verification takes 43 µs on the machine that the project is measured on, so a core does 23,000 a
    /// second. With the default one sender gets 43 % of it, and an honest agent that waits for answers, 5,000 to 10,000
    /// batches a second, never meets it.
    /// </remarks>
    public int VerificationsPerSecond { get; init; } = 10_000;

    /// <summary>How many batches may come at once; 10,000 by default, which are 0.43 s of work.</summary>
    public int VerificationBurst { get; init; } = 10_000;
}

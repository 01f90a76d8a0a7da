namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>What a <see cref="LatencyRecorder"/> holds, in nanoseconds.</summary>
/// <param name="Count">How many latencies; those that were added for a stalled sender count too.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="P50">Half of them were no longer; and so on.</param>
/// <param name="P90">Nine in ten.</param>
/// <param name="P99">99 in 100.</param>
/// <param name="P999">999 in 1,000.</param>
/// <param name="Max">The longest.</param>
public readonly record struct LatencySummary(
    long Count, double Mean, long P50, long P90, long P99, long P999, long Max);

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>What a scenario of a group cost.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="OpenRate">Messages due a second; 0 for a ping-pong.</param>
/// <param name="Placement">Who ran where.</param>
/// <param name="Latency">The latencies of all rounds together, in nanoseconds.</param>
/// <param name="Median">The rounds' medians, in nanoseconds: how far they stray from round to round.</param>
/// <param name="RoundMedians">Each of them, in order.</param>
/// <param name="Unsent">Of an open load: messages that were due and that there was no time to send.</param>
public sealed record ScenarioResult(
    string Name, int OpenRate, string Placement, LatencySummary Latency, Spread Median,
    IReadOnlyList<long> RoundMedians, long Unsent);

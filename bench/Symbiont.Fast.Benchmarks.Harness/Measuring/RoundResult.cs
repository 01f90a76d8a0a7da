namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>One round of one scenario.</summary>
/// <param name="Latency">Its latencies.</param>
/// <param name="Unsent">Of an open load: messages that were due and that there was no time to send.</param>
public readonly record struct RoundResult(LatencySummary Latency, long Unsent);

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>A scenario that was not measured.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedScenario(string Name, string Reason);

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>What a group's turns gave.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="PlannedTurns">How many turns were planned; there are fewer rounds when the time was over.</param>
/// <param name="Scenarios">The scenarios that were measured, in the order of the turns.</param>
/// <param name="Ratios">Their ratios.</param>
/// <param name="Skipped">Those that this machine has no room for.</param>
public sealed record GroupResult(
    string Name, int PlannedTurns, IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<RatioResult> Ratios,
    IReadOnlyList<SkippedScenario> Skipped);

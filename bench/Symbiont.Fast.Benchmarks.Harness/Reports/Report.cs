namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>A whole result: what is written to the files.</summary>
/// <param name="Name">The results' name; the files' too.</param>
/// <param name="Machine">What it was measured on.</param>
/// <param name="Plan">How.</param>
/// <param name="Groups">What came out, in the order of measuring.</param>
/// <param name="LoadAfter">The load average at the end.</param>
public sealed record Report(
    string Name, Machine Machine, MeasurementPlan Plan, IReadOnlyList<GroupResult> Groups, string LoadAfter);

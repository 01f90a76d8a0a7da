namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>One scenario's median divided by another's, turn by turn.</summary>
/// <param name="Numerator">The one's name.</param>
/// <param name="Denominator">The other's name.</param>
/// <param name="Ratio">The ratios of the turns.</param>
public sealed record RatioResult(string Numerator, string Denominator, Spread Ratio);

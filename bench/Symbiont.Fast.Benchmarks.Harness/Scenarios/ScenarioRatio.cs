namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Two scenarios of a group whose medians are divided, turn by turn.</summary>
/// <param name="Numerator">The name of the one that is held against the other.</param>
/// <param name="Denominator">The name of the other.</param>
public sealed record ScenarioRatio(string Numerator, string Denominator)
{
    /// <summary>The two names.</summary>
    public override string ToString() => $"{Numerator} / {Denominator}";
}

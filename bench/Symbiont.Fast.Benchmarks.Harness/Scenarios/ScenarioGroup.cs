namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Scenarios that are measured in turn, because only what was measured side by side can be compared.</summary>
/// <param name="Name">Heads its table.</param>
/// <param name="Scenarios">In the order of each turn.</param>
/// <param name="Ratios">Which of them are divided by which.</param>
public sealed record ScenarioGroup(
    string Name, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<ScenarioRatio> Ratios)
{
    /// <summary>Throws when the group contradicts itself.</summary>
    /// <exception cref="ArgumentException">Two scenarios have one name, or a ratio names none of them.</exception>
    public void ThrowIfUnfit()
    {
        var names = Scenarios.Select(scenario => scenario.Name).ToHashSet();
        if (names.Count != Scenarios.Count)
        {
            throw new ArgumentException($"{Name}: two scenarios have the same name.");
        }

        foreach (ScenarioRatio ratio in Ratios)
        {
            if (!names.Contains(ratio.Numerator) || !names.Contains(ratio.Denominator))
            {
                throw new ArgumentException($"{Name}: no scenarios for the ratio {ratio}.");
            }
        }
    }
}

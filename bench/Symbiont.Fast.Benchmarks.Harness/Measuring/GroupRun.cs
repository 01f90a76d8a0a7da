using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Opens a group's scenarios, warms them up and measures them in turn, on a thread made for it.</summary>
public static class GroupRun
{
    /// <summary>Measures a group. Blocks until it is done.</summary>
    /// <exception cref="HarnessException">A scenario failed; the message says in which group, and how.</exception>
    /// <exception cref="ArgumentException">The group contradicts itself.</exception>
    public static GroupResult Measure(ScenarioGroup group, MeasurementPlan plan, IClock clock)
    {
        group.ThrowIfUnfit();
        IReadOnlyList<int> cores = ThreadAffinity.Allowed();
        List<(Scenario Scenario, Placement Placement)> measurable = [];
        List<SkippedScenario> skipped = [];
        foreach (Scenario scenario in group.Scenarios)
        {
            var placement = Placement.Of(scenario.Roles, cores);
            if (placement.Obstacle is { } obstacle)
            {
                skipped.Add(new SkippedScenario(scenario.Name, obstacle));
            }
            else
            {
                measurable.Add((scenario, placement));
            }
        }

        GroupResult? result = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            // The caller's thread stays unpinned, and with it what the runtime starts.
            try
            {
                result = Measure(group, measurable, skipped, plan, clock);
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        })
        {
            Name = "measuring",
        };
        thread.Start();
        thread.Join();
        return result ?? throw new HarnessException($"{group.Name}: {failure?.Message}", failure);
    }

    private static GroupResult Measure(
        ScenarioGroup group, IReadOnlyList<(Scenario Scenario, Placement Placement)> measurable,
        IReadOnlyList<SkippedScenario> skipped, MeasurementPlan plan, IClock clock)
    {
        List<ScenarioRun> runs = [];
        try
        {
            foreach ((Scenario scenario, Placement placement) in measurable)
            {
                runs.Add(new ScenarioRun(scenario, placement, plan, clock));
            }

            runs.ForEach(run => run.WarmUp());
            var rounds = Interleaving.Run(
                [.. runs.Select<ScenarioRun, Func<RoundResult>>(run => run.Round)], plan.Turns, plan.GroupBudget,
                clock);
            ScenarioResult[] results = [.. runs.Zip(rounds, (run, of) => run.Result(of))];
            var byName = runs.Zip(rounds).ToDictionary(pair => pair.First.Name, pair => pair.Second);
            return new GroupResult(group.Name, plan.Turns, results, Ratios(group, byName), skipped);
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private static IReadOnlyList<RatioResult> Ratios(
        ScenarioGroup group, Dictionary<string, IReadOnlyList<RoundResult>> rounds) =>
    [
        .. from ratio in @group.Ratios
           where rounds.ContainsKey(ratio.Numerator) && rounds.ContainsKey(ratio.Denominator)
           select new RatioResult(
               ratio.Numerator, ratio.Denominator,
               Interleaving.Ratio(rounds[ratio.Numerator], rounds[ratio.Denominator])),
    ];
}

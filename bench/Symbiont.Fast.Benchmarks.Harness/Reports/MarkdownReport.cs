using System.Globalization;
using System.Text;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// A result to read. In parts, so that a console can show each group when it is done; the file is the parts in order.
/// </summary>
public static class MarkdownReport
{
    /// <summary>The whole page.</summary>
    public static string Write(Report report) =>
        Head(report.Name, report.Machine, report.Plan)
        + string.Concat(report.Groups.Select(Group))
        + Foot(report.LoadAfter);

    /// <summary>Title, machine and plan.</summary>
    public static string Head(string name, Machine machine, MeasurementPlan plan)
    {
        string revision = machine.Revision is { } commit ? $", commit {commit}" : "";
        return Text(
            $"""
            # {name}

            | | |
            |---|---|
            | processor | {machine.Processor}; cores {string.Join(", ", machine.Cores)} |
            | instructions | {string.Join(", ", machine.Instructions)} |
            | system | {machine.Kernel}; {machine.Runtime}; GC {machine.GarbageCollector} |
            | load average at the start | {machine.Load} on {machine.Cores.Count} cores |
            | one reading of the clock | {machine.TimestampNanoseconds:0} ns, in every latency |
            | measured | {machine.Date}{revision} |
            | plan | {plan.Name}: {plan.Turns} turns of {plan.RoundTime.TotalMilliseconds:0} ms each scenario |

            Times in µs. *p50 of the rounds*: their median, least to greatest, median distance from the median (MAD).
            The other columns are of all rounds together. An *open* load's latencies count from when a message was due.


            """);
    }

    /// <summary>One group's table and ratios.</summary>
    public static string Group(GroupResult group)
    {
        var text = new StringBuilder();
        text.Append(Text($"## {group.Name}\n\n"));
        if (group.Scenarios.Count > 0)
        {
            text.Append("| scenario | p50 of the rounds | least to greatest | MAD | p90 | p99 | p99.9 | max | mean ")
                .Append("| messages |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        }

        foreach (ScenarioResult scenario in group.Scenarios)
        {
            text.Append(Row(scenario));
        }

        foreach (RatioResult ratio in group.Ratios)
        {
            Spread of = ratio.Ratio;
            text.Append(Text($"\n{ratio.Numerator} / {ratio.Denominator}, turn by turn: **{of.Median:0.00}** "))
                .Append(Text($"({of.Min:0.00} to {of.Max:0.00}, MAD {of.Mad:0.00})\n"));
        }

        text.Append(Notes(group));
        return text.Append('\n').ToString();
    }

    /// <summary>What is known only at the end.</summary>
    public static string Foot(string loadAfter) => $"Load average at the end: {loadAfter}\n";

    private static string Row(ScenarioResult scenario)
    {
        LatencySummary all = scenario.Latency;
        Spread p50 = scenario.Median;
        string load = scenario.OpenRate > 0 ? Text($", open, {scenario.OpenRate:N0} a second") : "";
        return Text($"| {scenario.Name}{load} | **{Micros(p50.Median)}** | {Micros(p50.Min)} to {Micros(p50.Max)} ")
            + Text($"| {Micros(p50.Mad)} | {Micros(all.P90)} | {Micros(all.P99)} | {Micros(all.P999)} ")
            + Text($"| {Micros(all.Max)} | {Micros(all.Mean)} | {all.Count:N0} |\n");
    }

    private static string Notes(GroupResult group)
    {
        var text = new StringBuilder();
        foreach (var same in group.Scenarios.GroupBy(scenario => scenario.Placement))
        {
            text.Append(Text($"\n{string.Join(", ", same.Select(scenario => scenario.Name))}: {same.Key}.\n"));
        }

        foreach (ScenarioResult scenario in group.Scenarios.Where(scenario => scenario.Unsent > 0))
        {
            text.Append(Text($"\n{scenario.Name}: **overloaded**, {scenario.Unsent:N0} messages were due and not "))
                .Append("sent; they count with the time that they had waited.\n");
        }

        foreach (SkippedScenario skipped in group.Skipped)
        {
            text.Append(Text($"\n{skipped.Name}: not measured; {skipped.Reason}.\n"));
        }

        int turns = group.Scenarios.Count == 0 ? group.PlannedTurns : group.Scenarios[0].RoundMedians.Count;
        if (turns < group.PlannedTurns)
        {
            text.Append(Text($"\nThe time was over after {turns} of {group.PlannedTurns} turns.\n"));
        }

        return text.ToString();
    }

    private static string Micros(double nanoseconds) => (nanoseconds / 1_000) switch
    {
        < 10 => Text($"{nanoseconds / 1_000:0.00}"),
        < 100 => Text($"{nanoseconds / 1_000:0.0}"),
        _ => Text($"{nanoseconds / 1_000:N0}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.SideBySide;

/// <summary>
/// A command that measures some groups, prints each when it is done, and writes both result files at the end.
/// </summary>
internal static class GroupCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="name">Its name, and the result files'; the quick form's end in <c>-quick</c>.</param>
    /// <param name="description">What its help says.</param>
    /// <param name="groups">What it measures.</param>
    public static Command Create(string name, string description, Func<IReadOnlyList<ScenarioGroup>> groups)
    {
        var quick = new Option<bool>("--quick") { Description = "A few seconds a group, for every change." };
        var only = new Option<string?>("--only")
        {
            Description = "Only groups whose name contains this; then files are written with --results only.",
        };
        var results = new Option<string?>("--results")
        {
            Description = "The folder of the result files; bench/results of the tree by default.",
        };
        var command = new Command(name, description) { quick, only, results };
        command.SetAction(parsed =>
        {
            bool isQuick = parsed.GetValue(quick);
            string? part = parsed.GetValue(only);
            string? folder = parsed.GetValue(results);
            ScenarioGroup[] chosen =
                [.. groups().Where(g => part is null || g.Name.Contains(part, StringComparison.OrdinalIgnoreCase))];
            if (chosen.Length == 0)
            {
                string names = string.Join("; ", groups().Select(group => group.Name));
                Console.Error.WriteLine($"No group's name contains '{part}'. There are: {names}");
                return 1;
            }

            MeasurementPlan plan = isQuick ? MeasurementPlan.Quick : MeasurementPlan.Full;
            bool write = part is null || folder is not null;
            return Run(isQuick ? $"{name}-quick" : name, chosen, plan, folder, write);
        });
        return command;
    }

    private static int Run(
        string name, IReadOnlyList<ScenarioGroup> groups, MeasurementPlan plan, string? folder, bool write)
    {
        try
        {
            SystemClock clock = SystemClock.Instance;
            var machine = Machine.Describe(clock);
            Console.Write(MarkdownReport.Head(name, machine, plan));
            List<GroupResult> done = [];
            foreach (ScenarioGroup group in groups)
            {
                done.Add(GroupRun.Measure(group, plan, clock));
                Console.Write(MarkdownReport.Group(done[^1]));
            }

            var report = new Report(name, machine, plan, done, Machine.LoadNow());
            Console.Write(MarkdownReport.Foot(report.LoadAfter));
            if (write)
            {
                Console.WriteLine(string.Join('\n', ResultFiles.Write(folder ?? ResultFiles.Folder(), report)));
            }

            return 0;
        }
        catch (HarnessException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }
}

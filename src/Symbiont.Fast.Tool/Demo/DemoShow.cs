using System.Diagnostics;
using Spectre.Console;

namespace Symbiont.Fast.Tool;

/// <summary>The demo as people see it: progress, three tables, a verdict.</summary>
internal static class DemoShow
{
    /// <summary>Runs the demo; returns 0 when everything was as it must be.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(DemoPlan.TimeLimit);
        DemoView.Introduce();
        DemoReport report;
        try
        {
            using DemoFolder folder = DemoFolder.Create();
            report = await WithProgressAsync(step => RunAsync(folder.State, step, deadline.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException($"the demo did not end within {DemoPlan.TimeLimit.TotalSeconds:0} s");
        }

        return DemoView.Show(report, DemoVerdict.Deviations(report), Stopwatch.GetElapsedTime(start)) ? 0 : 1;
    }

    private static async Task<DemoReport> RunAsync(
        StateFolder state, Action<string> step, CancellationToken cancellation)
    {
        await using var run = new DemoRun(state, step);
        return await run.RunAsync(cancellation);
    }

    private static Task<DemoReport> WithProgressAsync(Func<Action<string>, Task<DemoReport>> run)
    {
        if (!Screen.IsInteractive)
        {
            int done = 0;
            return run(step => Console.WriteLine($"[{++done,2}/{DemoRun.Steps}] {step}"));
        }

        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: DemoRun.Steps);
                return run(step =>
                {
                    bar.Increment(1);
                    bar.Description = Markup.Escape(step);
                });
            });
    }
}

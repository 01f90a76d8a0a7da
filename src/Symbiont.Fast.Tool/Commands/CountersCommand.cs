using System.CommandLine;
using Spectre.Console;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Tool;

/// <summary><c>counters</c>: shows what a router counted, out of its counters file and without asking it.</summary>
internal static class CountersCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The counters file, as 'serve --counters' names it." };
        var watch = new Option<bool>("--watch")
        {
            Description = "Again each second, with what was counted a second, until Ctrl-C.",
        };
        var json = new Option<bool>("--json") { Description = "One line of JSON with all counters, for programs." };
        var all = new Option<bool>("--all") { Description = "In the table, also those that counted nothing." };
        var command = new Command("counters", "Shows a router's counters, also while it runs.")
        {
            file, watch, json, all,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            CounterReading first = CounterFileReader.Read(path);
            CounterChange change = new(first, null, TimeSpan.Zero);
            if (parsed.GetValue(watch))
            {
                await WatchAsync(path, change, parsed.GetValue(json), parsed.GetValue(all), cancellation);
            }
            else
            {
                Show(change, parsed.GetValue(json), parsed.GetValue(all));
            }

            return 0;
        });
        return command;
    }

    private static async Task WatchAsync(
        string path, CounterChange first, bool json, bool all, CancellationToken cancellation)
    {
        if (json || !Screen.IsInteractive)
        {
            await EachSecondAsync(path, first, change => Show(change, json, all), cancellation);
            return;
        }

        await AnsiConsole.Live(CounterView.Table(first, all)).StartAsync(context => EachSecondAsync(
            path, first, change => context.UpdateTarget(CounterView.Table(change, all)), cancellation));
    }

    private static async Task EachSecondAsync(
        string path, CounterChange change, Action<CounterChange> show, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval);
        SystemClock clock = SystemClock.Instance;
        long last = clock.MonotonicNanoseconds;
        show(change);
        while (await NextAsync(timer, cancellation))
        {
            // By its path each time: a router that was started anew has a new file.
            CounterReading now = CounterFileReader.Read(path);
            long time = clock.MonotonicNanoseconds;
            change = new CounterChange(
                now, change.Now, TimeSpan.FromTicks((time - last) / TimeSpan.NanosecondsPerTick));
            last = time;
            show(change);
        }
    }

    /// <summary>False once the command is to end.</summary>
    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static void Show(CounterChange change, bool json, bool all)
    {
        if (json)
        {
            Console.WriteLine(CounterView.Json(change.Now));
        }
        else
        {
            Screen.Write(CounterView.Table(change, all));
        }
    }
}

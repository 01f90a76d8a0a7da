using System.Globalization;
using System.Text;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.LoadTests;

/// <summary>
/// <c>agents</c>: routers with 2 to 10,000 agents, one pair of each sending batches of one shape; what a message costs the
/// router, how many pass and how long a batch takes. The routers are measured in turns, so that whatever else the machine
/// does meets all.
/// </summary>
internal static class AgentsRun
{
    private const int WarmUpRounds = 4;
    private const double Tolerance = 1.30;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs; returns the exit code: 0 when messages cost at most 30 % more with any number of agents.</summary>
    public static async Task<int> RunAsync(AgentsOptions options)
    {
        OpenFiles.Demand(options.Counts.Sum());
        Machine machine = Machine.Describe(SystemClock.Instance);
        using var credentials = new Credentials();
        var routers = new List<PopulatedRouter>();
        try
        {
            foreach (int count in options.Counts)
            {
                routers.Add(await PopulatedRouter.StartAsync(count, credentials, options.Threads));
            }

            await MeasureAsync(routers, options.Rounds);
            string report = Report(machine, routers, options, out bool holds);
            Console.Write(report);
            if (options.Out is { } file)
            {
                await File.WriteAllTextAsync(file, report);
            }

            return holds ? 0 : 1;
        }
        finally
        {
            foreach (PopulatedRouter router in routers)
            {
                await router.DisposeAsync();
            }
        }
    }

    // There and back again, so that none is always measured after the same other one.
    private static async Task MeasureAsync(List<PopulatedRouter> routers, int rounds)
    {
        for (int round = 0; round < WarmUpRounds; round++)
        {
            routers.ForEach(router => router.WarmUp(Turn));
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (PopulatedRouter router in round % 2 == 0 ? routers : Enumerable.Reverse(routers))
            {
                await router.MeasureAsync(Turn);
            }
        }
    }

    private static string Report(
        Machine machine, List<PopulatedRouter> routers, AgentsOptions options, out bool holds)
    {
        double basis = routers[0].Cost.Microseconds;
        double worst = routers.Max(router => router.Cost.Microseconds) / basis;
        holds = worst <= Tolerance;
        var text = new StringBuilder();
        text.Append(Text(
            $"""
            # Agents

            {machine.Processor}, {machine.Cores.Count} cores; {machine.Kernel}; {machine.Runtime}; {machine.Date}; load
            average {machine.Load} at the start, {Machine.LoadNow()} at the end.

            Each router is a process with {options.Threads} thread(s) and an audit log. All agents have a session over a Unix
            socket; one sends to one other: signed batches of {BurstPair.BatchMessages} messages of {BurstPair.PayloadBytes} bytes, {BurstPair.Window} on their way at once,
            strict. {WarmUpRounds} turns of warm-up, then {options.Rounds} turns of {Turn.TotalMilliseconds:0} ms, the routers in turns. Processor time is the
            median of the turns; latencies are of all batches, from the first claim to the last arrival.

            | agents | router ns a message | least to greatest | of the first | messages/s | messages a frame | p50 µs | p99 µs |
            |---:|---:|---:|---:|---:|---:|---:|---:|

            """));
        foreach (PopulatedRouter router in routers)
        {
            MessageCost cost = router.Cost;
            (double least, double greatest) = router.Range;
            text.Append(Text(
                $"| {router.Agents:N0} | {1000 * cost.Microseconds:N0} | {1000 * least:N0} to {1000 * greatest:N0} | {cost.Microseconds / basis:0.00} "));
            text.Append(Text(
                $"| {cost.PerSecond:N0} | {cost.PerBatch:0.0} | {router.Latencies.Percentile(50) / 1e3:N0} | {router.Latencies.Percentile(99) / 1e3:N0} |\n"));
        }

        string verdict = holds ? "holds" : "DOES NOT HOLD";
        text.Append(Text($"\nAt most {worst:0.00} of the cost with the fewest agents; the target is {Tolerance:0.00}: {verdict}.\n"));
        return text.ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

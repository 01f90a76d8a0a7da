using System.CommandLine;
using System.Globalization;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>
/// Measures io_uring beside epoll over many connections, or lets one of them run alone, for <c>strace -c -f</c>.
/// </summary>
internal static class ConnectionsCommand
{
    public const string Name = "connections";

    private static readonly int[] Counts = [1, 16, 256, 1000];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A few seconds in all; writes nothing." };
        var only = new Option<SocketKind?>("--only") { Description = "One driver alone; prints its throughput." };
        var connections = new Option<int?>("--connections") { Description = "This many only; writes nothing." };
        var seconds = new Option<double>("--seconds") { Description = "With --only.", DefaultValueFactory = _ => 3 };
        var command = new Command(Name, "Many connections, io_uring beside epoll.") { quick, only, connections, seconds };
        command.SetAction(parsed =>
        {
            IoUringProbe probe = IoUringProbe.Run();
            if (!probe.Usable)
            {
                Console.Error.WriteLine($"No io_uring: {probe.Reason}");
                return 1;
            }

            int[] counts = parsed.GetValue(connections) is { } count ? [count] : Counts;
            if (parsed.GetValue(only) is { } kind)
            {
                return RunAlone(kind, counts[0], TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            }

            bool isQuick = parsed.GetValue(quick);
            TimeSpan time = TimeSpan.FromMilliseconds(isQuick ? 200 : 500);
            return Run(counts, isQuick ? 5 : 15, time, write: !isQuick && counts.Length > 1);
        });
        return command;
    }

    private static int RunAlone(SocketKind kind, int connections, TimeSpan time)
    {
        using var world = new EchoWorld(kind, connections, ConnectionsReport.BusReads);
        double throughput = world.Load.Measure(time);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}, {connections} connections: {world.Load.Latencies.Count} messages, {throughput:F0} a second"));
        return 0;
    }

    private static int Run(int[] counts, int turns, TimeSpan time, bool write)
    {
        var machine = Machine.Describe(SystemClock.Instance);
        PairFigures[] pairs = 
        [
            .. counts.Select(count => PairRun.Measure(count, ConnectionsReport.BusReads, turns, time)),
            .. counts.Select(count => PairRun.Measure(count, 1, turns, time)),
        ];
        var report = new ConnectionsReport(machine, turns, time.TotalMilliseconds, pairs, Machine.LoadNow());
        Console.Write(report.ToMarkdown());
        if (write)
        {
            string folder = ResultFiles.Folder();
            File.WriteAllText(Path.Combine(folder, Name + ".json"), report.ToJson());
            File.WriteAllText(Path.Combine(folder, Name + ".md"), report.ToMarkdown());
        }

        return 0;
    }
}

using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>Measures both drivers in turns, so that what else the machine does meets both.</summary>
internal static class PairRun
{
    private static readonly SocketKind[] Kinds = Enum.GetValues<SocketKind>();

    public static PairFigures Measure(int connections, int reads, int turns, TimeSpan time)
    {
        EchoWorld[] worlds = [.. Kinds.Select(kind => new EchoWorld(kind, connections, reads))];
        try
        {
            double[][] throughput = [.. Kinds.Select(_ => new double[turns])];
            double[][] p50 = [.. Kinds.Select(_ => new double[turns])];
            double[][] p99 = [.. Kinds.Select(_ => new double[turns])];
            double[][] processor = [.. Kinds.Select(_ => new double[turns])];
            long[] allocated = new long[Kinds.Length];
            foreach (EchoWorld world in worlds)
            {
                // Connects, and lets the runtime compile what is hot.
                world.Load.Measure(time);
                world.Load.Measure(time);
            }

            for (int turn = 0; turn < turns; turn++)
            {
                for (int i = 0; i < Kinds.Length; i++)
                {
                    int kind = turn % 2 == 0 ? i : Kinds.Length - 1 - i;
                    PingLoad load = worlds[kind].Load;
                    (throughput[kind][turn], processor[kind][turn]) = worlds[kind].Measure(time);
                    (p50[kind][turn], p99[kind][turn]) = (load.Latencies.Percentile(50), load.Latencies.Percentile(99));
                    allocated[kind] += load.Allocated;
                }
            }

            var ratio = Spread.Of(throughput[1].Zip(throughput[0], (ring, epoll) => ring / epoll));
            DriverFigures[] figures =
                [.. Kinds.Select((kind, i) => Figures(kind, throughput[i], p50[i], p99[i], processor[i], allocated[i]))];
            return new PairFigures(
                connections, reads, figures, ratio.Median, ratio.Min, ratio.Max,
                Spread.Of(processor[0].Zip(processor[1], (epoll, ring) => epoll / ring)).Median);
        }
        finally
        {
            Array.ForEach(worlds, world => world.Dispose());
        }
    }

    private static DriverFigures Figures(
        SocketKind kind, double[] throughput, double[] p50, double[] p99, double[] processor, long allocated)
    {
        var spread = Spread.Of(throughput);
        return new DriverFigures(
            kind == SocketKind.Epoll ? "epoll" : "io_uring", spread.Median, spread.Min, spread.Max,
            Spread.Of(p50).Median, Spread.Of(p99).Median, Spread.Of(processor).Median,
            allocated);
    }
}

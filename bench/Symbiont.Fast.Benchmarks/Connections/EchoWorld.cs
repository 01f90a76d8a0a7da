using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>An echo and its load, each on a thread that is pinned, both by the same driver.</summary>
internal sealed class EchoWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sf-bench-").FullName;
    private readonly EchoServer _server;

    public EchoWorld(SocketKind kind, int connections, int reads)
    {
        int[] cores = ThreadAffinity.Allowed();
        string path = Path.Combine(_folder, "echo.sock");
        _server = new EchoServer(Create(kind), reads, path, cores[0]);
        Load = new PingLoad(Create(kind), kind, reads, path, connections, cores[^1]);
    }

    public PingLoad Load { get; }

    /// <summary>Lets it run; returns messages a second, and what one took of both cores in nanoseconds.</summary>
    public (double Throughput, double ProcessorTime) Measure(TimeSpan time)
    {
        long before = _server.AskProcessorTime();
        double throughput = Load.Measure(time);
        long taken = _server.AskProcessorTime() - before + Load.ProcessorTime;
        return (throughput, (double)taken / Load.Latencies.Count);
    }

    public void Dispose()
    {
        Load.Dispose();
        _server.ThrowIfFailed();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ConnectionPoller Create(SocketKind kind) =>
        kind == SocketKind.IoUring ? new IoUringPoller() : new SocketPoller();
}

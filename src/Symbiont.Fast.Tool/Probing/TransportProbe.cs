using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Tool;

/// <summary>One transport and the way to find out whether it can be used here.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="BetweenProcesses">Whether it leads out of the router's own process.</param>
/// <param name="Run">Tries it, without harm and in bounded time.</param>
public sealed record TransportProbe(string Name, bool BetweenProcesses, Func<ProbeVerdict> Run)
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<TransportProbe> All { get; } =
    [
        new("in-process", BetweenProcesses: false, InProcessProbe.Run),
        new("unix", BetweenProcesses: true, EchoProbe.RunUnix),
        new("tcp", BetweenProcesses: true, EchoProbe.RunTcp),
        new("vsock", BetweenProcesses: true, VsockProbe.Run),
        new("hybrid", BetweenProcesses: true, EchoProbe.RunHybrid),
        new("shared memory", BetweenProcesses: true, MemoryProbe.Run),
        new("io_uring", BetweenProcesses: true, RingProbe.Run),
    ];
}

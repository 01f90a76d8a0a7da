using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests.SharedMemory;

/// <summary>Two ends over a socket in a folder of their own, to which the test does what it likes.</summary>
internal sealed class RingPair : IDisposable
{
    public const int RingBytes = 4096;

    private readonly SocketPoller _sockets = new();
    private readonly SharedMemoryListener _listener;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");

    private RingPair(MemoryBudget budget)
    {
        Poller = new SharedMemoryPoller(_sockets);
        _listener = SharedMemoryListener.Listen(
            new SharedMemoryEndPoint(Path.Combine(_folder.FullName, "a.sock")),
            UnixFileMode.UserRead | UnixFileMode.UserWrite, budget);
    }

    public SharedMemoryPoller Poller { get; }

    public AgentConnection Agent { get; private set; } = null!;

    public RouterConnection Router { get; private set; } = null!;

    /// <summary>All bytes that both have mapped, as the agent sees them.</summary>
    public Span<byte> Memory => Agent.Rings!.Memory;

    public static async Task<RingPair> ConnectAsync(MemoryBudget budget, bool takesBell = true)
    {
        var pair = new RingPair(budget);
        await pair.ConnectAgainAsync(takesBell);
        return pair;
    }

    /// <summary>Closes both ends and makes others.</summary>
    public async Task ConnectAgainAsync(bool takesBell = true)
    {
        Close();
        Agent = await AgentConnection.ConnectAsync(
            (SharedMemoryEndPoint)_listener.EndPoint, Guard.Patience, Guard.Patience, takesBell,
            TestContext.Current.CancellationToken);
        Connection? router;
        while (!_listener.TryAccept(out router))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Router = (RouterConnection)router;
        Poller.Add(Router, 1);
    }

    /// <summary>Offers memory and has it taken; from then on neither end waits.</summary>
    public void Switch()
    {
        Router.OnAuthenticated();
        Agent.WaitToReceive(TimeSpan.Zero);
        Agent.StopWaiting();
        Router.WaitToReceive(TimeSpan.Zero);
        Agent.WaitToReceive(Guard.Patience / 1000);
    }

    public int Wait(Span<Readiness> ready)
    {
        int count = Poller.Poll(ready);
        return count > 0 ? count : Poller.Wait(ready, (int)Guard.Patience.TotalMilliseconds);
    }

    public void Dispose()
    {
        Close();
        _listener.Dispose();
        _sockets.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Close()
    {
        if (Router is not null)
        {
            Poller.Remove(Router);
            Router.Dispose();
            Agent.Dispose();
        }
    }
}

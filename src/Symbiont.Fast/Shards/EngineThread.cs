using Microsoft.Extensions.Logging;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// One thread and what it turns: some buses, the router, the conductor, or all. Spins briefly, then sleeps in the poller until a
/// socket is ready or a ring's writer rings the doorbell.
/// </summary>
internal sealed class EngineThread : IDisposable
{
    private const int ReadyPerTurn = 256;

    // A look without work costs a system call, about 1 µs; past a few the next message is better waited for asleep.
    private const int IdleTurns = 8;

    private readonly SocketReady[] _ready = new SocketReady[ReadyPerTurn];
    private readonly List<CommunicationBus> _buses = [];
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private RouterShard? _router;
    private HandshakeConductor? _conductor;
    private volatile bool _isDraining;
    private volatile bool _isStopping;

    public EngineThread(string name, ILogger logger)
    {
        _logger = logger;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public SocketPoller Poller { get; } = new();

    /// <summary>Called on this thread when it fails.</summary>
    public Action? OnFailure { get; set; }

    public void Add(CommunicationBus bus) => _buses.Add(bus);

    public void Add(RouterShard router) => _router = router;

    public void Add(HandshakeConductor conductor) => _conductor = conductor;

    public void Start() => _thread.Start();

    public void Drain()
    {
        _isDraining = true;
        Poller.Doorbell.Ring();
    }

    public void Stop()
    {
        _isStopping = true;
        Poller.Doorbell.Ring();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    public void Dispose() => Poller.Dispose();

    private void Run()
    {
        try
        {
            Turn();
        }
#pragma warning disable CA1031 // The last place that can say what went wrong; the router stops as a whole.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ShardLog.ThreadFailed(_logger, _thread.Name!, exception);
            OnFailure?.Invoke();
        }
    }

    private void Turn()
    {
        bool drained = false;
        int idle = 0;
        while (!_isStopping)
        {
            if (_isDraining && !drained)
            {
                drained = true;
                _buses.ForEach(bus => bus.Drain());
                _router?.Drain();
            }

            if (Poll(0) + DoWork() > 0)
            {
                idle = 0;
            }
            else if (++idle >= IdleTurns)
            {
                Sleep(drained);
                idle = 0;
            }
        }
    }

    private void Sleep(bool drained)
    {
        PollerDoorbell doorbell = Poller.Doorbell;
        doorbell.PrepareWait();
        bool nothing = DoWork() == 0 && !_isStopping && _isDraining == drained;
        if (nothing)
        {
            int milliseconds = _router?.IdleMilliseconds ?? 1000;
            foreach (CommunicationBus bus in _buses)
            {
                milliseconds = Math.Min(milliseconds, bus.IdleMilliseconds);
            }

            Poll(milliseconds);
        }

        doorbell.EndWait();
    }

    private int Poll(int milliseconds)
    {
        int count = Poller.Wait(_ready, milliseconds);
        for (int i = 0; i < count; i++)
        {
            SocketReady ready = _ready[i];
            _buses[(int)(ready.Token >> 56)].OnReady(ready);
        }

        return count;
    }

    private int DoWork()
    {
        int work = _router?.DoWork() ?? 0;
        foreach (CommunicationBus bus in _buses)
        {
            work += bus.DoWork();
        }

        return work + (_conductor?.DoWork() ?? 0);
    }
}

using Microsoft.Extensions.Logging;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// One thread and what it turns: some buses, shards of the router, the conductor, or all. What it does without work is its
/// <see cref="IdleStrategy"/>; it sleeps in the poller, until a socket is ready or a ring's writer rings the doorbell. In
/// <see cref="ThreadingMode.Invoker"/> it has no thread: whoever calls <see cref="DoWork"/> is the owner.
/// </summary>
internal sealed class EngineThread : IDisposable
{
    private const int ReadyPerTurn = 256;

    // A look at the sockets is a system call, about 1 µs; past a few the next message is better waited for asleep.
    private const int IdleTurns = 8;

    // A look without sockets takes some 20 ns, at busy rings some 100.
    private const int FreeIdleTurns = 500;
    private const int Yields = 2;

    // While there is work at hand, the sockets wait so many turns for the next look.
    private const int TurnsBetweenLooks = 16;

    // While busy rings are looked at, too: every turn's look would be most of what an answer through them takes.
    private const int IdleTurnsBetweenLooks = 64;

    private readonly Readiness[] _ready = new Readiness[ReadyPerTurn];
    private readonly List<CommunicationBus> _buses = [];
    private readonly List<RouterShard> _shards = [];
    private readonly ILogger _logger;
    private readonly IdleStrategy _idle;
    private readonly int? _core;
    private readonly Thread _thread;
    private HandshakeConductor? _conductor;
    private volatile bool _isDraining;
    private volatile bool _isStopping;
    private bool _hasDrained;
    private int _idleTurns;
    private int _turnsSinceLook;

    public EngineThread(string name, ConnectionPoller sockets, IdleStrategy idle, int? core, ILogger logger)
    {
        Poller = new EnginePoller(sockets);
        _core = core;
        _logger = logger;
        _idle = idle;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public EnginePoller Poller { get; }

    /// <summary>Called on this thread when it fails.</summary>
    public Action? OnFailure { get; set; }

    public void Add(CommunicationBus bus) => _buses.Add(bus);

    public void Add(RouterShard shard) => _shards.Add(shard);

    public void Add(HandshakeConductor conductor) => _conductor = conductor;

    public void Start() => _thread.Start();

    public void Drain()
    {
        _isDraining = true;
        Poller.Doorbell.Ring();
    }

    /// <summary>Ends the thread after its turn, without waiting for that.</summary>
    public void Abandon()
    {
        _isStopping = true;
        Poller.Doorbell.Ring();
    }

    public void Stop()
    {
        Abandon();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    public void Dispose() => Poller.Dispose();

    /// <summary>One turn; 0 when there was nothing to do.</summary>
    public int DoWork()
    {
        if (_isDraining && !_hasDrained)
        {
            _hasDrained = true;
            _buses.ForEach(bus => bus.Drain());
            _shards.ForEach(shard => shard.Drain());
        }

        int work = Deliver(Poller.PollMemory(_ready)) + TurnCycles();
        int patience = work > 0 ? TurnsBetweenLooks : Poller.IsSharedMemoryBusy ? IdleTurnsBetweenLooks : 0;
        if (Poller.HasSockets && (Poller.IsFree || ++_turnsSinceLook >= patience))
        {
            _turnsSinceLook = 0;
            work += Deliver(Poller.WaitForSockets(_ready, 0));
        }

        return work;
    }

    private void Run()
    {
        try
        {
            if (_core is { } core)
            {
                ThreadAffinity.Pin(core);
            }

            while (!_isStopping)
            {
                if (DoWork() > 0)
                {
                    _idleTurns = 0;
                }
                else
                {
                    Idle();
                }
            }
        }
#pragma warning disable CA1031 // The last place that can say what went wrong; the router stops as a whole.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ShardLog.ThreadFailed(_logger, _thread.Name!, exception);
            OnFailure?.Invoke();
        }
        finally
        {
            Poller.Finish();
        }
    }

    private void Idle()
    {
        int turns = Poller.IsFree || Poller.IsSharedMemoryBusy ? FreeIdleTurns : IdleTurns;
        _idleTurns++;
        if (_idle == IdleStrategy.BusySpin || (_idle == IdleStrategy.Backoff && _idleTurns < turns))
        {
            Thread.SpinWait(1);
        }
        else if (_idle == IdleStrategy.Backoff && _idleTurns < turns + Yields)
        {
            Thread.Yield();
        }
        else
        {
            Sleep();
            _idleTurns = 0;
        }
    }

    private void Sleep()
    {
        PollerDoorbell doorbell = Poller.Doorbell;
        bool drained = _hasDrained;
        doorbell.PrepareWait();
        bool nothing = DoWork() == 0 && !Poller.HasNews && !_isStopping && _isDraining == drained;
        if (nothing)
        {
            int milliseconds = 1000;
            foreach (RouterShard shard in _shards)
            {
                milliseconds = Math.Min(milliseconds, shard.IdleMilliseconds);
            }

            foreach (CommunicationBus bus in _buses)
            {
                milliseconds = Math.Min(milliseconds, bus.IdleMilliseconds);
            }

            Deliver(Poller.WaitForSockets(_ready, milliseconds));
        }

        doorbell.EndWait();
    }

    private int Deliver(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Readiness ready = _ready[i];
            _buses[(int)(ready.Token >> 56)].OnReady(ready);
        }

        return count;
    }

    private int TurnCycles()
    {
        int work = 0;
        foreach (RouterShard shard in _shards)
        {
            work += shard.DoWork();
        }

        foreach (CommunicationBus bus in _buses)
        {
            work += bus.DoWork();
        }

        return work + (_conductor?.DoWork() ?? 0);
    }
}

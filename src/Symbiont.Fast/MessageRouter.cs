using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Revocation;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Session;
using Symbiont.Fast.Shards;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast;

/// <summary>
/// A running router: one bus per tier that has listeners, the routing pipeline, and the audit writer. Thread-safe.
/// </summary>
public sealed class MessageRouter : IAsyncDisposable
{
    // What a turn of the caller's is, in ThreadingMode.Invoker. Who ends an abandoned one releases everything.
    private const int NoTurn = 0;
    private const int Turning = 1;
    private const int Abandoned = 2;

    private readonly RouterOptions _options;
    private readonly ILogger _logger;
    private readonly List<EngineThread> _threads = [];
    private readonly List<CommunicationBus> _buses = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Lock _countersGate = new();
    private AuditThread? _audit;
    private EpochSource? _epochs;
    private RevocationThread? _revocations;
    private RouterShards? _shards;
    private HandshakeConductor? _conductor;
    private CounterFile? _counterFile;
    private SocketPollers? _sockets;
    private Task? _stop;
    private volatile bool _isStopping;
    private int _turn;

    private MessageRouter(RouterOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger("Symbiont.Fast.Router");
    }

    /// <summary>Where it listens, in the order of the options, with the ports the kernel chose.</summary>
    public IReadOnlyList<TransportEndPoint> EndPoints { get; private set; } = [];

    /// <summary>What moves its sockets' bytes: the options' word, or what the machine allows.</summary>
    public SocketDriver SocketDriver => _sockets!.Driver;

    /// <summary>Completes when a thread of the router has failed and the router no longer works.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Starts a router.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// A listener expects a control group, and this host does not tell a peer's.
    /// </exception>
    /// <exception cref="System.Net.Sockets.SocketException">A listener's address is in use or not allowed.</exception>
    /// <exception cref="Routing.Audit.AuditLogException">The audit log is not intact.</exception>
    /// <exception cref="EpochFileException">The epochs' file is damaged.</exception>
    /// <exception cref="CounterFileException">The counters' file cannot be made, or another router has it.</exception>
    public static MessageRouter Start(RouterOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfUnfit();
        var router = new MessageRouter(options, loggers ?? NullLoggerFactory.Instance);
        try
        {
            router.Compose();
            return router;
        }
        catch
        {
            router.Release();
            throw;
        }
    }

    /// <summary>All counters with their values now; after a stop, with their last ones.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counters()
    {
        // A stop unmaps the file that they may be in.
        lock (_countersGate)
        {
            return [.. _shards!.Sums(), .. CounterSets().SelectMany(set => set.Snapshot())];
        }
    }

    /// <summary>
    /// In <see cref="ThreadingMode.Invoker"/>: one turn of everything. Any thread, one at a time.
    /// </summary>
    /// <returns>How much was done; 0 lets the caller idle. 0 as well once the router is being stopped.</returns>
    /// <exception cref="InvalidOperationException">
    /// The router has threads of its own, or another thread is in a turn.
    /// </exception>
    public int DoWork()
    {
        if (!IsInvoked)
        {
            throw new InvalidOperationException("The router has threads of its own.");
        }

        if (!TryBeginTurn())
        {
            return _isStopping ? 0 : throw new InvalidOperationException("Another thread is in a turn.");
        }

        try
        {
            return Turn();
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _turn, NoTurn, Turning) == Abandoned)
            {
                Release();
            }
        }
    }

    /// <summary>
    /// Stops: no new connection or batch is taken, what is on its way is delivered, sessions are told, the audit log is
    /// closed. Takes at most the shutdown timeout, then cuts off what is left. A turn of <see cref="DoWork"/> that does not
    /// end by then keeps what it uses, and releases it at its end.
    /// </summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            return _stop ??= Task.Run(Stop);
        }
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private bool IsInvoked => _options.ThreadingMode == ThreadingMode.Invoker;

    private void Compose()
    {
        _sockets = SocketPollers.Choose(_options, _logger);
        if (_options.AuditPath is { } path)
        {
            _audit = new AuditThread(path, _options.AuditBytes, _options.RouterShards, _options.Clock, _logger);
        }

        if (_options.EpochPath is { } epochs)
        {
            _epochs = EpochSource.Open(epochs, _options.Clock.UnixNanoseconds);
        }

        SandboxTier[] tiers = [.. _options.Listeners.Select(listener => listener.Tier).Distinct()];
        bool isDedicated = _options.ThreadingMode == ThreadingMode.Dedicated;
        EngineThread[] shardThreads = isDedicated && _options.RouterShards > 1
            ? AddThreads("router", _options.RouterShards)
            : [AddThread("router")];
        EngineThread[] homes = isDedicated
            ? AddThreads("bus", Math.Min(_options.Threads - shardThreads.Length, tiers.Length))
            : shardThreads;
        EngineThread conductorThread = isDedicated ? AddThread("conductor") : shardThreads[0];
        EngineThread[] threadOf =
            [.. Enumerable.Range(0, _options.RouterShards).Select(index => shardThreads[index % shardThreads.Length])];
        IDoorbell[] doorbells = [.. threadOf.Select(thread => thread.Poller.Doorbell)];
        var busesOf = homes.ToDictionary(home => home, _ => 0);
        for (int i = 0; i < tiers.Length; i++)
        {
            EngineThread home = homes[i % homes.Length];
            var bus = new CommunicationBus(
                tiers[i], busesOf[home]++, _options.Listeners.Where(listener => listener.Tier == tiers[i]), _options,
                home.Poller, doorbells, conductorThread.Poller.Doorbell);
            home.Add(bus);
            _buses.Add(bus);
        }

        _shards = new RouterShards(_options, _buses, _audit?.Trails ?? [], doorbells, _epochs, _logger);
        for (int i = 0; i < threadOf.Length; i++)
        {
            threadOf[i].Add(_shards.All[i]);
        }

        _conductor = new HandshakeConductor(
            [.. _buses.Select(bus => bus.Handshakes)], _options.KeyLifetimes, _options.Clock);
        conductorThread.Add(_conductor);
        _revocations = CreateRevocations(doorbells);
        if (_options.CounterPath is { } counters)
        {
            // Before any thread counts.
            _counterFile = CounterFile.Create(counters, [.. CounterSets()], _options.Clock);
        }

        _revocations?.Start();
        EndPoints = InOrderOfOptions();
        _audit?.Start();
        if (!IsInvoked)
        {
            _threads.ForEach(thread => thread.Start());
        }

        ShardLog.Started(_logger, _buses.Count, _threads.Count, _audit?.Report ?? "off");
        for (int i = 0; i < EndPoints.Count; i++)
        {
            ShardLog.Listening(_logger, Vocabulary.Name(_options.Listeners[i].Tier), EndPoints[i].ToString()!);
        }
    }

    private IEnumerable<CounterSet> CounterSets() =>
        [
            .. _shards!.Counters, _conductor!.Counters, .. _buses.Select(bus => bus.Counters.Set),
            .. _revocations is { } revocations ? [revocations.Counters] : Array.Empty<CounterSet>(),
        ];

    private RevocationThread? CreateRevocations(IReadOnlyList<IDoorbell> shards)
    {
        if (_options.RevocationPath is not { } path)
        {
            return null;
        }

        RouterIdentity identity = _options.Identity;
        string? kept = _options.EpochPath is { } epochs ? epochs + ".revocations" : null;
        var file = new RevocationFile(
            path, kept, new RevocationVerifier(identity.OperatorKey), identity.Revocations, _options.Clock);
        return new RevocationThread(file, identity.Revocations, shards, _logger);
    }

    private EngineThread[] AddThreads(string name, int count) =>
        [.. Enumerable.Range(1, count).Select(number => AddThread($"{name} {number}"))];

    private EngineThread AddThread(string name)
    {
        var thread = new EngineThread(
            name, _sockets!.Create(), _options.IdleStrategy, CoreOf(_threads.Count), _logger) { OnFailure = Fail };
        _threads.Add(thread);
        return thread;
    }

    // One thread's failure is the router's: the others would go on with half of it.
    private void Fail()
    {
        _failed.TrySetResult();
        _threads.ForEach(thread => thread.Abandon());
    }

    private int? CoreOf(int thread) =>
        _options.Cores.Count == 0 ? null : _options.Cores[thread % _options.Cores.Count];

    private List<TransportEndPoint> InOrderOfOptions()
    {
        var rest = _buses.ToDictionary(bus => bus.Tier, bus => new Queue<TransportEndPoint>(bus.EndPoints));
        return [.. _options.Listeners.Select(listener => rest[listener.Tier].Dequeue())];
    }

    private void Stop()
    {
        if (IsInvoked && !TryTakeTurns())
        {
            ShardLog.Stopped(_logger, "abandoned: the caller's turn does not end, and releases what it uses when it does");
            return;
        }

        bool drained = false;
        try
        {
            _threads.ForEach(thread => thread.Drain());
            drained = SpinWait.SpinUntil(HasEnded, _options.ShutdownTimeout);
        }
        finally
        {
            Release();
            ShardLog.Stopped(
                _logger, _failed.Task.IsCompleted ? "failed" : drained ? "drained" : "cut off after the shutdown timeout");
        }
    }

    private int Turn()
    {
        try
        {
            return _threads[0].DoWork();
        }
        catch
        {
            // As when a thread of the router's own fails.
            _failed.TrySetResult();
            throw;
        }
    }

    // From here on the turns are this thread's, or that one's which is in the middle of one and stays there.
    private bool TryTakeTurns()
    {
        bool taken = SpinWait.SpinUntil(TryBeginTurn, _options.ShutdownTimeout);
        while (!taken && Interlocked.CompareExchange(ref _turn, Abandoned, Turning) != Turning)
        {
            taken = TryBeginTurn();
        }

        return taken;
    }

    private bool TryBeginTurn() => Interlocked.CompareExchange(ref _turn, Turning, NoTurn) == NoTurn;

    private bool HasEnded()
    {
        if (IsInvoked && !_failed.Task.IsCompleted)
        {
            Turn();
        }

        return _shards!.AreDrained || _failed.Task.IsCompleted;
    }

    private void Release()
    {
        _revocations?.Dispose();
        _threads.ForEach(thread => thread.Stop());
        _shards?.Finish(settles: !_failed.Task.IsCompleted);
        _audit?.Dispose();
        _epochs?.Dispose();
        _buses.ForEach(bus => bus.Dispose());
        _threads.ForEach(thread => thread.Dispose());
        lock (_countersGate)
        {
            // Last: nothing counts any more.
            _counterFile?.Dispose();
        }
    }
}

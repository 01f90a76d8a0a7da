using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.LoadTests;

/// <summary>A router with so many agents, of which two speak, and what was measured of it.</summary>
internal sealed class PopulatedRouter : IAsyncDisposable
{
    private const int Openers = 4;

    private readonly RouterProcess _router;
    private readonly IdleSessions _idle;
    private readonly BurstPair _pair;
    private readonly List<MessageCost> _costs = [];

    private PopulatedRouter(int agents, RouterProcess router, IdleSessions idle, BurstPair pair) =>
        (Agents, _router, _idle, _pair) = (agents, router, idle, pair);

    public int Agents { get; }

    /// <summary>Latencies of all measured batches.</summary>
    public LatencyRecorder Latencies { get; } = new();

    /// <summary>The middle of each figure over the rounds.</summary>
    public MessageCost Cost => MessageCost.Median(_costs);

    /// <summary>Least and greatest router processor time a message, in µs.</summary>
    public (double Least, double Greatest) Range =>
        (_costs.Min(cost => cost.Microseconds), _costs.Max(cost => cost.Microseconds));

    public static async Task<PopulatedRouter> StartAsync(int agents, Credentials credentials, int threads)
    {
        RouterProcess router = await RouterProcess.StartAsync(credentials.OperatorKey, agents + 64, threads);
        var idle = new IdleSessions(router, credentials);
        BurstPair pair = await BurstPair.ConnectAsync(router, credentials);
        await Task.Run(() => idle.Open(agents - 2, Openers));
        RouterReading opened = await router.ReadAsync(collect: true);
        return opened.Sessions == agents
            ? new PopulatedRouter(agents, router, idle, pair)
            : throw new LoadException($"{opened.Sessions} of {agents} agents have a session");
    }

    /// <summary>Sends for a while, unmeasured.</summary>
    public void WarmUp(TimeSpan duration) => _pair.Send(duration, latencies: null);

    /// <summary>Sends for a while and measures.</summary>
    public async Task MeasureAsync(TimeSpan duration)
    {
        RouterReading before = await _router.ReadAsync();
        long start = Stopwatch.GetTimestamp();
        _pair.Send(duration, Latencies);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        _costs.Add(MessageCost.Between(before, await _router.ReadAsync(), elapsed));
    }

    public async ValueTask DisposeAsync()
    {
        await _pair.DisposeAsync();
        _idle.Dispose();
        await _router.DisposeAsync();
    }
}

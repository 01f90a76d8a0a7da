using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>One opened scenario of a group, on the measuring thread.</summary>
internal sealed class ScenarioRun : IDisposable
{
    private readonly Scenario _scenario;
    private readonly Placement _placement;
    private readonly MeasurementPlan _plan;
    private readonly IClock _clock;
    private readonly IPingPong _pingPong;
    private readonly LatencyRecorder _round = new();
    private readonly LatencyRecorder _total = new();

    public ScenarioRun(Scenario scenario, Placement placement, MeasurementPlan plan, IClock clock)
    {
        _scenario = scenario;
        _placement = placement;
        _plan = plan;
        _clock = clock;
        _pingPong = scenario.Open(placement);
    }

    public string Name => _scenario.Name;

    /// <summary>Runs without recording.</summary>
    public void WarmUp() => Turn(() => PingPongRound.WarmUp(_pingPong, _clock, _plan));

    /// <summary>Runs and records one round.</summary>
    public RoundResult Round()
    {
        _round.Reset();
        long unsent = 0;
        Turn(() => unsent = Measure());
        _total.Add(_round);
        return new RoundResult(_round.Summary(), unsent);
    }

    /// <summary>All rounds together.</summary>
    public ScenarioResult Result(IReadOnlyList<RoundResult> rounds) => new(
        _scenario.Name, _scenario.OpenRate, _placement.ToString(), _total.Summary(),
        Spread.Of(rounds.Select(round => (double)round.Latency.P50)), [.. rounds.Select(round => round.Latency.P50)],
        rounds.Sum(round => round.Unsent));

    public void Dispose() => _pingPong.Dispose();

    private long Measure()
    {
        if (_scenario.OpenRate > 0)
        {
            return OpenLoad.Run(_pingPong, _round, _clock, _plan.RoundTime, _scenario.OpenRate);
        }

        PingPongRound.Run(_pingPong, _round, _clock, _plan.RoundTime, _plan.RoundTrips);
        return 0;
    }

    private void Turn(Action action)
    {
        ThreadAffinity.Pin(_placement.Measuring);
        _pingPong.Resume();
        try
        {
            action();
        }
        finally
        {
            _pingPong.Pause();
        }
    }
}

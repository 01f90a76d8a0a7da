using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

/// <summary>Round trips that take as long as a test says, by its clock.</summary>
internal sealed class TimedPingPong(ManualClock clock, Func<int, TimeSpan> takes) : IPingPong
{
    public int Trips { get; private set; }

    public void RoundTrip() => clock.Advance(takes(Trips++));

    public void Dispose()
    {
    }
}

using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

/// <summary>A manual clock that moves on by 100 ns with each look, so that waiting for it ends.</summary>
internal sealed class RunningClock(ManualClock clock) : IClock
{
    private static readonly TimeSpan Step = TimeSpan.FromTicks(1);

    public long UnixNanoseconds => clock.UnixNanoseconds;

    public long MonotonicNanoseconds
    {
        get
        {
            clock.Advance(Step);
            return clock.MonotonicNanoseconds;
        }
    }
}

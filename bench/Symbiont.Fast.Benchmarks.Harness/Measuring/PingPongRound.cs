using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Round trips one after the other: the next begins when the last one's answer is there.</summary>
public static class PingPongRound
{
    /// <summary>Runs and records until the time is over or the count is reached, at least one round trip.</summary>
    /// <param name="pingPong">What is turned.</param>
    /// <param name="recorder">Receives each latency; it includes one reading of the clock.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="time">How long.</param>
    /// <param name="trips">How many at most.</param>
    public static void Run(IPingPong pingPong, LatencyRecorder recorder, IClock clock, TimeSpan time, int trips)
    {
        long before = clock.MonotonicNanoseconds;
        long end = before + (time.Ticks * TimeSpan.NanosecondsPerTick);
        for (int i = 0; i < trips; i++)
        {
            pingPong.RoundTrip();
            long after = clock.MonotonicNanoseconds;
            recorder.Record(after - before);
            if (after >= end)
            {
                return;
            }

            // Read again, so that recording is in nobody's latency.
            before = clock.MonotonicNanoseconds;
        }
    }

    /// <summary>
    /// Runs without recording: until the plan's count and least time are both reached, but no longer than its most.
    /// </summary>
    public static void WarmUp(IPingPong pingPong, IClock clock, MeasurementPlan plan)
    {
        long start = clock.MonotonicNanoseconds;
        long least = plan.WarmUpLeast.Ticks * TimeSpan.NanosecondsPerTick;
        long most = plan.WarmUpMost.Ticks * TimeSpan.NanosecondsPerTick;
        long elapsed = 0;
        for (int trips = 0; elapsed < most && (trips < plan.WarmUpTrips || elapsed < least); trips++)
        {
            pingPong.RoundTrip();
            elapsed = clock.MonotonicNanoseconds - start;
        }
    }
}

using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Messages that are due at fixed moments, however long the answers take. Each latency counts from the moment at which
/// the message was due: a stall is felt by every message that was due during it, as its senders would, and not by one
/// alone (coordinated omission).
/// </summary>
public static class OpenLoad
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Sends what is due in <paramref name="time"/>, and what is then late, for as long again at most. What could not
    /// be sent even then is recorded with the time it has waited: less than it would have taken, but not nothing.
    /// </summary>
    /// <param name="pingPong">What is turned, one message at a time.</param>
    /// <param name="recorder">Receives one latency for each message that was due.</param>
    /// <param name="clock">Tells the time; waiting for a moment spins on it.</param>
    /// <param name="time">How long messages fall due.</param>
    /// <param name="perSecond">How many fall due a second, 1 to a billion.</param>
    /// <returns>How many messages were not sent.</returns>
    public static long Run(IPingPong pingPong, LatencyRecorder recorder, IClock clock, TimeSpan time, int perSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perSecond, NanosecondsPerSecond);
        long span = time.Ticks * TimeSpan.NanosecondsPerTick;
        long messages = Math.Max(1, (long)((Int128)span * perSecond / NanosecondsPerSecond));
        long start = clock.MonotonicNanoseconds;
        long end = start + (2 * span);
        long now = start;
        for (long i = 0; i < messages; i++)
        {
            // Computed from the start each time, so that no rounding adds up.
            long due = start + (long)((Int128)i * NanosecondsPerSecond / perSecond);
            if (now >= end)
            {
                return Unsent(recorder, messages - i, start, i, perSecond, now);
            }

            while (now < due)
            {
                now = clock.MonotonicNanoseconds;
            }

            pingPong.RoundTrip();
            now = clock.MonotonicNanoseconds;
            recorder.Record(now - due);
        }

        return 0;
    }

    private static long Unsent(
        LatencyRecorder recorder, long count, long start, long first, int perSecond, long now)
    {
        for (long i = first; i < first + count; i++)
        {
            recorder.Record(now - start - (long)((Int128)i * NanosecondsPerSecond / perSecond));
        }

        return count;
    }
}

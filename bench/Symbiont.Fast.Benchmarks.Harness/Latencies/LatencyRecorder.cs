using HdrHistogram;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Latencies in nanoseconds, to three digits, from 1 ns to a minute; longer ones count as a minute. One thread.
/// Recording allocates nothing.
/// </summary>
public sealed class LatencyRecorder
{
    /// <summary>The longest latency that is told from longer ones, in nanoseconds.</summary>
    public const long Longest = 60_000_000_000;

    private const int Digits = 3;

    private readonly LongHistogram _histogram = new(1, Longest, Digits);

    /// <summary>How many latencies it holds.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>
    /// Records one latency as it is: for a ping-pong, whose next message waits for the last one's answer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void Record(long nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoseconds);
        _histogram.RecordValue(Math.Min(nanoseconds, Longest));
    }

    /// <summary>
    /// Records one latency of a sender that should have sent every <paramref name="interval"/> but waited for it: also
    /// the latencies of those messages that it did not send meanwhile. Where the moment is known at which each message
    /// was due, as in <see cref="OpenLoad"/>, record the time since that moment instead.
    /// </summary>
    /// <param name="nanoseconds">The latency.</param>
    /// <param name="interval">Nanoseconds from one intended message to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative, or the interval is 0.</exception>
    public void RecordExpecting(long nanoseconds, long interval)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoseconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interval);
        _histogram.RecordValueWithExpectedInterval(Math.Min(nanoseconds, Longest), interval);
    }

    /// <summary>Takes over what another one holds, which keeps it.</summary>
    public void Add(LatencyRecorder other) => _histogram.Add(other._histogram);

    /// <summary>Forgets everything.</summary>
    public void Reset() => _histogram.Reset();

    /// <summary>The latency that this share of all did not exceed, in nanoseconds; 0 when there are none.</summary>
    /// <param name="percent">0 to 100.</param>
    public long Percentile(double percent) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percent);

    /// <summary>What it holds now.</summary>
    public LatencySummary Summary() => Count == 0
        ? default
        : new LatencySummary(
            Count, _histogram.GetMean(), Percentile(50), Percentile(90), Percentile(99), Percentile(99.9),
            Percentile(100));
}

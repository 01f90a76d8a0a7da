namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class LatencyRecorderTests
{
    private static readonly double[] Percents = [1, 50, 90, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentiles_are_those_of_a_sorted_list_to_three_digits(int seed)
    {
        var random = new Random(seed);
        long[] values = [.. Enumerable.Range(0, 100_000).Select(_ => Skewed(random))];
        LatencyRecorder recorder = Recorded(values);
        Array.Sort(values);

        foreach (double percent in Percents)
        {
            AssertThreeDigits(Nearest(values, percent), recorder.Percentile(percent));
        }

        LatencySummary summary = recorder.Summary();
        Assert.Equal(values.Length, summary.Count);
        AssertThreeDigits(values.Average(), summary.Mean);
        AssertThreeDigits(values[^1], summary.Max);
        Assert.Equal(recorder.Percentile(50), summary.P50);
        Assert.Equal(recorder.Percentile(90), summary.P90);
        Assert.Equal(recorder.Percentile(99), summary.P99);
        Assert.Equal(recorder.Percentile(99.9), summary.P999);
    }

    [Fact]
    public void Small_latencies_are_exact()
    {
        LatencyRecorder recorder = Recorded([0, 1, 2, 3, 1_000]);

        Assert.Equal([0, 2, 1_000], new double[] { 1, 50, 100 }.Select(recorder.Percentile));
    }

    [Fact]
    public void Nothing_recorded_is_nothing()
    {
        var recorder = new LatencyRecorder();

        Assert.Equal(default, recorder.Summary());
        Assert.Equal(0, recorder.Percentile(50));
    }

    [Fact]
    public void Longer_than_the_longest_counts_as_the_longest()
    {
        LatencyRecorder recorder = Recorded([LatencyRecorder.Longest * 5]);

        AssertThreeDigits(LatencyRecorder.Longest, recorder.Percentile(100));
    }

    [Fact]
    public void Time_does_not_run_backwards()
    {
        var recorder = new LatencyRecorder();

        Assert.Throws<ArgumentOutOfRangeException>(() => recorder.Record(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => recorder.RecordExpecting(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => recorder.RecordExpecting(1, 0));
        Assert.Equal(0, recorder.Count);
    }

    [Fact]
    public void Two_recorders_together_are_one_that_saw_all()
    {
        var random = new Random(7);
        long[] values = [.. Enumerable.Range(0, 10_000).Select(_ => Skewed(random))];
        LatencyRecorder together = Recorded(values[..3_000]);
        LatencyRecorder other = Recorded(values[3_000..]);
        together.Add(other);

        Assert.Equal(Recorded(values).Summary(), together.Summary());
        Assert.Equal(7_000, other.Count);
    }

    [Fact]
    public void A_reset_recorder_is_a_new_one()
    {
        LatencyRecorder recorder = Recorded([5, 6, 7]);
        recorder.Reset();
        recorder.Record(9);

        Assert.Equal(Recorded([9]).Summary(), recorder.Summary());
    }

    [Fact]
    public void A_stall_of_a_sender_that_waits_stands_for_what_it_did_not_send()
    {
        const long Interval = 1_000_000;
        var plain = new LatencyRecorder();
        var expecting = new LatencyRecorder();
        List<long> naive = [];
        for (int i = 0; i < 10_000; i++)
        {
            long latency = i == 5_000 ? 100 * Interval : 20_000;
            plain.Record(latency);
            expecting.RecordExpecting(latency, Interval);
            for (long missing = latency; missing >= Interval || missing == latency; missing -= Interval)
            {
                naive.Add(missing);
            }
        }

        naive.Sort();
        Assert.Equal(naive.Count, expecting.Count);
        foreach (double percent in Percents)
        {
            AssertThreeDigits(Nearest([.. naive], percent), expecting.Percentile(percent));
        }

        AssertThreeDigits(20_000, plain.Percentile(99.9));
        Assert.True(expecting.Percentile(99.9) > 80 * Interval);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        LatencyRecorder recorder = Recorded([1]);
        recorder.RecordExpecting(10, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            recorder.Record(i * 1_000);
            recorder.RecordExpecting(i * 1_000, 50_000);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static LatencyRecorder Recorded(long[] values)
    {
        var recorder = new LatencyRecorder();
        Array.ForEach(values, recorder.Record);
        return recorder;
    }

    // From nanoseconds to seconds, most of them short: as latencies are.
    private static long Skewed(Random random) => (long)Math.Pow(10, 1 + (8 * Math.Pow(random.NextDouble(), 3)));

    private static long Nearest(long[] sorted, double percent) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100) - 1)];

    private static void AssertThreeDigits(double expected, double actual) =>
        Assert.InRange(actual, expected * 0.999, expected * 1.001);
}

using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

/// <summary>Coordinated omission: a stall must be felt by every message that was due during it.</summary>
public sealed class OpenLoadTests
{
    private const int PerSecond = 1_000;
    private const int Stalled = 5_000;
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Usual = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new(0);
    private readonly LatencyRecorder _recorder = new();

    [Fact]
    public void A_stall_of_100_ms_shows_in_the_p999_of_an_open_load_and_not_of_a_ping_pong()
    {
        var open = new TimedPingPong(_clock, StallOnce);
        long unsent = OpenLoad.Run(open, _recorder, new RunningClock(_clock), TenSeconds, PerSecond);

        var pingPong = new TimedPingPong(_clock, StallOnce);
        var waiting = new LatencyRecorder();
        PingPongRound.Run(pingPong, waiting, new RunningClock(_clock), TimeSpan.FromHours(1), open.Trips);

        Assert.Equal(0, unsent);
        Assert.Equal(10_000, open.Trips);
        Assert.Equal(open.Trips, pingPong.Trips);

        // One in 10,000 took long, but 100 were due meanwhile and waited up to 100 ms.
        Assert.InRange(_recorder.Percentile(99.9), 85_000_000, 100_100_000);
        Assert.InRange(_recorder.Percentile(99.5), 40_000_000, 60_000_000);
        Assert.InRange(_recorder.Percentile(98.9), 20_000, 22_000);
        Assert.InRange(waiting.Percentile(99.9), 20_000, 22_000);
        Assert.InRange(waiting.Percentile(100), 100_000_000, 100_100_000);
    }

    [Fact]
    public void The_recorder_corrects_a_waiting_sender_to_about_the_same()
    {
        OpenLoad.Run(
            new TimedPingPong(_clock, StallOnce), _recorder, new RunningClock(_clock), TenSeconds, PerSecond);
        var corrected = new LatencyRecorder();
        for (int i = 0; i < 10_000; i++)
        {
            corrected.RecordExpecting(StallOnce(i).Ticks * 100, 1_000_000_000 / PerSecond);
        }

        Assert.InRange(
            corrected.Percentile(99.9), 0.97 * _recorder.Percentile(99.9), 1.03 * _recorder.Percentile(99.9));
    }

    [Fact]
    public void Messages_leave_when_they_are_due_and_never_before()
    {
        List<long> sent = [];
        var pingPong = new TimedPingPong(_clock, _ =>
        {
            sent.Add(_clock.MonotonicNanoseconds);
            return Usual;
        });
        OpenLoad.Run(pingPong, _recorder, new RunningClock(_clock), TimeSpan.FromSeconds(1), 3);

        Assert.Equal(3, sent.Count);
        Assert.InRange(sent[1] - sent[0], 333_333_000, 333_334_000);
        Assert.InRange(sent[2] - sent[0], 666_666_000, 666_667_000);
    }

    [Fact]
    public void An_overload_ends_and_what_was_not_sent_counts_as_late()
    {
        var pingPong = new TimedPingPong(_clock, _ => TimeSpan.FromMilliseconds(10));
        long unsent = OpenLoad.Run(pingPong, _recorder, new RunningClock(_clock), TimeSpan.FromSeconds(1), PerSecond);

        // 1,000 fall due in a second; in twice that time 200 are answered.
        Assert.Equal(200, pingPong.Trips);
        Assert.Equal(800, unsent);
        Assert.Equal(1_000, _recorder.Count);
        Assert.InRange(_recorder.Percentile(100), 1_700_000_000, 1_900_000_000);
        Assert.InRange(_recorder.Percentile(1), 10_000_000, 110_000_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_001)]
    public void A_rate_out_of_range_is_refused(int perSecond)
    {
        using var pingPong = new TimedPingPong(_clock, _ => Usual);

        Assert.Throws<ArgumentOutOfRangeException>(() =>
            OpenLoad.Run(pingPong, _recorder, new RunningClock(_clock), TenSeconds, perSecond));
        Assert.Equal(0, pingPong.Trips);
    }

    private static TimeSpan StallOnce(int trip) => trip == Stalled ? Stall : Usual;
}

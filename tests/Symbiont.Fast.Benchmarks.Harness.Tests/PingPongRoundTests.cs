using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class PingPongRoundTests : IDisposable
{
    private readonly ManualClock _clock = new(0);
    private readonly LatencyRecorder _recorder = new();
    private readonly TimedPingPong _pingPong;

    public PingPongRoundTests() => _pingPong = new TimedPingPong(_clock, _ => TimeSpan.FromMilliseconds(1));

    public void Dispose() => _pingPong.Dispose();

    [Fact]
    public void A_round_ends_with_its_time()
    {
        PingPongRound.Run(_pingPong, _recorder, _clock, TimeSpan.FromMilliseconds(50), 1_000_000);

        Assert.Equal(50, _pingPong.Trips);
        Assert.Equal(50, _recorder.Count);
    }

    [Fact]
    public void A_round_ends_with_its_count()
    {
        PingPongRound.Run(_pingPong, _recorder, _clock, TimeSpan.FromHours(1), 7);

        Assert.Equal(7, _pingPong.Trips);
        Assert.InRange(_recorder.Percentile(100), 1_000_000, 1_001_000);
    }

    [Theory]
    [InlineData(20, 0, 1_000, 20)]
    [InlineData(20, 50, 1_000, 50)]
    [InlineData(20, 50, 10, 10)]
    [InlineData(0, 0, 10, 0)]
    public void Warm_up_takes_both_the_count_and_the_least_time_but_never_more_than_the_most(
        int trips, int least, int most, int expected)
    {
        var plan = new MeasurementPlan
        {
            Name = "test",
            WarmUpTrips = trips,
            WarmUpLeast = TimeSpan.FromMilliseconds(least),
            WarmUpMost = TimeSpan.FromMilliseconds(most),
        };
        PingPongRound.WarmUp(_pingPong, _clock, plan);

        Assert.Equal(expected, _pingPong.Trips);
    }
}

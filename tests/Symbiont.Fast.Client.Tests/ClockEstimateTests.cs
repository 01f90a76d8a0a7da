using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What a session makes of the times that the router tells.</summary>
public sealed class ClockEstimateTests
{
    private const long Millisecond = 1_000_000L;
    private const long Second = 1_000 * Millisecond;
    private const long Start = 1_800_000_000 * Second;

    [Fact]
    public void A_time_that_took_a_round_trip_is_off_by_half_of_it_at_most()
    {
        var sample = new ClockSample(Asked: 10 * Second, Came: 14 * Second, RouterTime: Start);

        Assert.Equal(2 * Second, sample.Error);
        Assert.Equal(Start + (2 * Second) - (14 * Second), sample.Base);
    }

    [Fact]
    public void The_sample_of_the_shortest_round_trip_is_kept()
    {
        ClockEstimate first = ClockEstimate.From(new ClockSample(0, 10 * Millisecond, Start));
        ClockEstimate shorter = first.With(new ClockSample(Second, Second + (2 * Millisecond), Start + Second));
        ClockEstimate kept = shorter.With(
            new ClockSample(2 * Second, (2 * Second) + (8 * Millisecond), Start + (2 * Second)));

        Assert.Equal(Millisecond, shorter.Error);
        Assert.Same(shorter, kept);
    }

    [Fact]
    public void An_old_sample_gives_way_because_clocks_drift()
    {
        ClockEstimate old = ClockEstimate.From(new ClockSample(0, 2 * Millisecond, Start));
        var later = new ClockSample(100 * Second, (100 * Second) + (20 * Millisecond), Start + (100 * Second));

        Assert.Equal(11 * Millisecond, old.ErrorAt((100 * Second) + (2 * Millisecond)));
        Assert.Equal(10 * Millisecond, old.With(later).Error);
    }

    [Fact]
    public void A_sample_that_contradicts_is_the_younger_and_wins()
    {
        ClockEstimate before = ClockEstimate.From(new ClockSample(0, 2 * Millisecond, Start));
        var after = new ClockSample(Second, Second + (10 * Millisecond), Start + (600 * Second));

        Assert.True(before.Contradicts(after));
        Assert.Equal(after.Base, before.With(after).Base);
    }

    [Fact]
    public void The_session_s_clock_runs_with_the_monotonic_one_whatever_the_wall_clock_does()
    {
        var local = new ManualClock(Start - (3600 * Second));
        var clock = new SessionClock(local, new ClockSample(0, 0, Start));

        Assert.Equal(TimeSpan.FromHours(1), clock.Offset);
        local.Advance(TimeSpan.FromSeconds(5));
        local.SetUnix(0);

        Assert.Equal(Start + (5 * Second), clock.UnixNanoseconds);
    }

    [Fact]
    public void What_the_session_stamps_never_goes_back_and_what_it_judges_by_is_corrected()
    {
        var local = new ManualClock(Start);
        var clock = new SessionClock(local, new ClockSample(0, 0, Start));
        Assert.Equal(Start, clock.UnixNanoseconds);

        Assert.True(clock.Take(new ClockSample(0, 0, Start - (60 * Second)), inDoubt: true));

        Assert.Equal(Start, clock.UnixNanoseconds);
        Assert.Equal(Start - (60 * Second), clock.Now);
        local.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(Start + Second, clock.UnixNanoseconds);
    }

    [Fact]
    public void For_credentials_the_later_of_both_clocks_counts()
    {
        var behind = new SessionClock(new ManualClock(Start), new ClockSample(0, 0, Start + (600 * Second)));
        var ahead = new SessionClock(new ManualClock(Start), new ClockSample(0, 0, Start - (600 * Second)));

        Assert.Equal(Start + (600 * Second), behind.ForValidity);
        Assert.Equal(Start, ahead.ForValidity);
    }
}

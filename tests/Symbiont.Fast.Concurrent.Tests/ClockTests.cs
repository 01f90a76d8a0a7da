namespace Symbiont.Fast.Concurrent.Tests;

public sealed class ClockTests
{
    [Fact]
    public void The_system_clock_counts_from_the_epoch_and_never_backwards()
    {
        SystemClock clock = SystemClock.Instance;

        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        long unix = clock.UnixNanoseconds;
        long after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        long first = clock.MonotonicNanoseconds;
        long second = clock.MonotonicNanoseconds;

        Assert.InRange(unix / 1_000_000, before, after);
        Assert.True(second >= first && first > 0);
    }

    [Fact]
    public void The_manual_clock_moves_only_when_told()
    {
        ManualClock clock = new(5_000);

        clock.Advance(TimeSpan.FromMicroseconds(3));

        Assert.Equal((8_000, 3_000), (clock.UnixNanoseconds, clock.MonotonicNanoseconds));
        Assert.Equal((8_000, 3_000), (clock.UnixNanoseconds, clock.MonotonicNanoseconds));
    }

    [Fact]
    public void Setting_the_wall_clock_back_leaves_the_monotonic_one()
    {
        ManualClock clock = new(5_000);
        clock.Advance(TimeSpan.FromTicks(1));

        clock.SetUnix(-7);

        Assert.Equal((-7, 100), (clock.UnixNanoseconds, clock.MonotonicNanoseconds));
    }

    [Fact]
    public void Time_does_not_advance_backwards()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManualClock(0).Advance(TimeSpan.FromTicks(-1)));
    }
}

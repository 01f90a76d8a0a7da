using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Routing.Tests.RateLimiting;

public sealed class TokenBucketTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_burst_passes_at_once_and_then_one_message_per_interval()
    {
        var bucket = new TokenBucket(messagesPerSecond: 10, burstSize: 5, 0);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(bucket.TryTake(0, out long none));
            Assert.Equal(0, none);
        }

        Assert.False(bucket.TryTake(0, out long wait));
        Assert.Equal(Second / 10, wait);
        Assert.False(bucket.TryTake(wait - 1, out long last));
        Assert.Equal(1, last);
        Assert.True(bucket.TryTake(wait, out _));
        Assert.False(bucket.TryTake(wait, out _));
    }

    [Fact]
    public void A_rate_that_does_not_divide_a_second_loses_nothing_over_a_day()
    {
        // One message every 333,333,333.3 ns: rounding the interval would be a third of a message off after a day.
        var bucket = new TokenBucket(messagesPerSecond: 3, burstSize: 2, 0);
        Assert.True(bucket.TryTake(0, out _));
        Assert.True(bucket.TryTake(0, out _));
        long now = 0;
        for (int i = 0; i < 3 * 86_400; i++)
        {
            Assert.False(bucket.TryTake(now, out long wait));
            now += wait;
            Assert.True(bucket.TryTake(now, out _));
        }

        // Each wait is rounded up by less than a nanosecond, and what is gained by it stays in the bucket.
        Assert.Equal(86_400 * Second, now);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(1000, 100)]
    [InlineData(999_999_937, 2)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void It_agrees_with_the_reference_under_any_clock(int rate, int burst)
    {
        var random = new Random(rate ^ burst);
        long now = random.NextInt64();
        var bucket = new TokenBucket(rate, burst, now);
        var reference = new ReferenceBucket(rate, burst, now);
        for (int i = 0; i < 20_000; i++)
        {
            now = NextTime(random, now, rate);
            bool taken = bucket.TryTake(now, out long wait);
            Assert.Equal(reference.TryTake(now), taken);
            Assert.Equal(taken, wait == 0);
            if (!taken)
            {
                AssertLeastWait(bucket, now, wait);
            }
        }
    }

    [Fact]
    public void A_clock_that_jumps_back_refills_nothing_until_it_has_caught_up()
    {
        var bucket = new TokenBucket(messagesPerSecond: 1, burstSize: 1, 100 * Second);
        Assert.True(bucket.TryTake(100 * Second, out _));

        Assert.False(bucket.TryTake(0, out long wait));
        Assert.Equal(101 * Second, wait);
        Assert.False(bucket.TryTake(50 * Second, out _));
        Assert.False(bucket.TryTake((101 * Second) - 1, out _));
        Assert.True(bucket.TryTake(101 * Second, out _));
    }

    [Fact]
    public void A_jump_over_the_whole_range_of_time_fills_the_bucket_and_no_more()
    {
        var bucket = new TokenBucket(int.MaxValue, burstSize: 3, long.MinValue);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(bucket.TryTake(long.MinValue, out _));
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.True(bucket.TryTake(long.MaxValue, out _));
        }

        Assert.False(bucket.TryTake(long.MaxValue, out long wait));
        Assert.Equal(1, wait);
        Assert.False(bucket.TryTake(long.MinValue, out long saturated));
        Assert.Equal(long.MaxValue, saturated);
    }

    [Fact]
    public void Changing_the_limits_keeps_what_there_is_up_to_the_new_burst()
    {
        var bucket = new TokenBucket(messagesPerSecond: 1, burstSize: 10, 0);
        for (int i = 0; i < 8; i++)
        {
            Assert.True(bucket.TryTake(0, out _));
        }

        bucket.ChangeLimits(messagesPerSecond: 100, burstSize: 50, 0);
        Assert.True(bucket.TryTake(0, out _));
        Assert.True(bucket.TryTake(0, out _));
        Assert.False(bucket.TryTake(0, out long wait));
        Assert.Equal(Second / 100, wait);

        bucket.ChangeLimits(messagesPerSecond: 1, burstSize: 1, Second);
        Assert.True(bucket.TryTake(Second, out _));
        Assert.False(bucket.TryTake(Second, out _));
    }

    [Fact]
    public void Limits_below_one_are_a_programmers_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(1, 0, 0));
    }

    // A copy of the struct is a bucket of its own: each try below starts from the same state.
    private static void AssertLeastWait(TokenBucket bucket, long now, long wait)
    {
        if (wait > long.MaxValue - now)
        {
            return;
        }

        TokenBucket early = bucket;
        Assert.False(early.TryTake(now + wait - 1, out long left));
        Assert.Equal(1, left);
        TokenBucket inTime = bucket;
        Assert.True(inTime.TryTake(now + wait, out _));
    }

    private static long NextTime(Random random, long now, int rate)
    {
        long step = random.Next(100) switch
        {
            0 => random.NextInt64(),
            1 => -random.NextInt64(10 * Second),
            < 10 => random.NextInt64(10 * Second),
            < 40 => 0,
            _ => random.NextInt64((2 * Second / rate) + 2),
        };
        return step > 0 && now > long.MaxValue - step ? now - step : now + step;
    }
}

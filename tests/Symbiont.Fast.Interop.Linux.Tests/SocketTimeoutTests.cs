namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>Time limits as the kernel reads them.</summary>
public sealed class SocketTimeoutTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(11, 0, 2)]
    [InlineData(25_000_000, 2, 500_000)]
    public void A_time_is_rounded_up(long ticks, long seconds, long microseconds)
    {
        var time = TimeSpan.FromTicks(ticks);
        Assert.Equal((seconds, microseconds), Parts(new SocketTimeout(time)));
        Assert.Equal((seconds, microseconds), Parts(SocketTimeout.ForVsockConnect(time)));
    }

    [Fact]
    public void No_time_is_not_for_ever()
    {
        Assert.Equal((0, 1), Parts(new SocketTimeout(TimeSpan.Zero)));
        Assert.Equal((0, 1), Parts(SocketTimeout.ForVsockConnect(TimeSpan.Zero)));
    }

    /// <summary>Zero is for ever in socket(7), and 2 s for connecting with AF_VSOCK.</summary>
    [Fact]
    public void For_ever_is_zero_and_a_long_time_to_connect()
    {
        Assert.Equal((0, 0), Parts(new SocketTimeout(Timeout.InfiniteTimeSpan)));
        Assert.Equal((86_400_000, 0), Parts(SocketTimeout.ForVsockConnect(Timeout.InfiniteTimeSpan)));
    }

    private static (long Seconds, long Microseconds) Parts(SocketTimeout time) => (time.Seconds, time.Microseconds);
}

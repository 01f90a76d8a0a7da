namespace Symbiont.Fast.Concurrent.Tests;

public sealed class ParkFlagTests
{
    [Fact]
    public void One_publisher_gets_the_duty_to_wake()
    {
        ParkFlag flag = new();

        Assert.False(flag.TryTake());
        flag.Raise();
        Assert.True(flag.TryTake());
        Assert.False(flag.TryTake());
    }

    [Fact]
    public void A_lowered_flag_asks_nobody()
    {
        ParkFlag flag = new();

        flag.Raise();
        flag.Lower();

        Assert.False(flag.TryTake());
    }
}

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

    [Fact]
    public async Task Of_two_threads_that_publish_and_park_at_once_at_least_one_sees_the_other()
    {
        const int Rounds = 50_000;
        ParkFlag flag = new();
        int published = 0;
        int parkerAt = 0;
        int publisherAt = 0;
        bool[] mustWake = new bool[Rounds + 1];
        bool[] sawRecord = new bool[Rounds + 1];

        Task publisher = Task.Run(
            () =>
            {
                for (int round = 1; round <= Rounds; round++)
                {
                    Meet(ref publisherAt, ref parkerAt, (2 * round) - 1);
                    Volatile.Write(ref published, round);
                    mustWake[round] = flag.TryTake();
                    Meet(ref publisherAt, ref parkerAt, 2 * round);
                }
            },
            TestContext.Current.CancellationToken);
        for (int round = 1; round <= Rounds; round++)
        {
            Meet(ref parkerAt, ref publisherAt, (2 * round) - 1);
            flag.Raise();
            sawRecord[round] = Volatile.Read(ref published) == round;
            Meet(ref parkerAt, ref publisherAt, 2 * round);
            flag.Lower();
        }

        await publisher;
        int lost = Enumerable.Range(1, Rounds).Count(round => !mustWake[round] && !sawRecord[round]);
        Assert.Equal(0, lost);
    }

    /// <summary>
    /// Both threads leave within a few nanoseconds of each other, which a scheduler's barrier cannot give.
    /// </summary>
    private static void Meet(ref int mine, ref int theirs, int step)
    {
        Volatile.Write(ref mine, step);
        SpinWait wait = default;
        while (Volatile.Read(ref theirs) < step)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}

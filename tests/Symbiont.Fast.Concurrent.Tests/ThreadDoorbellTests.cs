namespace Symbiont.Fast.Concurrent.Tests;

public sealed class ThreadDoorbellTests
{
    /// <summary>So long that a wait which reaches it was not woken.</summary>
    private const int Never = 20_000;

    [Fact]
    public void A_ring_after_the_announcement_ends_the_wait()
    {
        using ThreadDoorbell bell = new();

        bell.PrepareWait();
        bell.Ring();

        Assert.True(bell.Wait(Never));
    }

    [Fact]
    public void A_ring_while_nobody_is_parked_leaves_nothing_behind()
    {
        using ThreadDoorbell bell = new();
        bell.Ring();

        bell.PrepareWait();

        Assert.False(bell.Wait(0));
    }

    [Fact]
    public void A_ring_after_the_wait_was_over_leaves_nothing_behind()
    {
        using ThreadDoorbell bell = new();
        bell.PrepareWait();
        Assert.False(bell.Wait(0));
        bell.Ring();
        bell.PrepareWait();
        bell.CancelWait();
        bell.Ring();

        bell.PrepareWait();

        Assert.False(bell.Wait(0));
    }

    [Fact]
    public void Waiting_without_announcing_is_the_callers_mistake()
    {
        using ThreadDoorbell bell = new();

        Assert.Throws<InvalidOperationException>(() => bell.Wait(0));
        bell.PrepareWait();
        bell.CancelWait();
        Assert.Throws<InvalidOperationException>(() => bell.Wait(0));
    }

    [Fact]
    public async Task No_wake_up_is_lost_when_every_message_finds_the_other_side_about_to_park()
    {
        const int Rounds = 20_000;
        using OneToOneRing pings = new(4096);
        using OneToOneRing pongs = new(4096);
        using ThreadDoorbell pingBell = new();
        using ThreadDoorbell pongBell = new();

        Task echo = Task.Run(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    Receive(pings, pingBell);
                    Send(pongs, pongBell);
                }
            },
            TestContext.Current.CancellationToken);
        for (int round = 0; round < Rounds; round++)
        {
            Send(pings, pingBell);
            Receive(pongs, pongBell);
        }

        await echo;
        Assert.True(pings.IsEmpty && pongs.IsEmpty);
    }

    [Fact]
    public async Task No_wake_up_is_lost_among_several_ringing_threads()
    {
        const int Ringers = 3;
        const int Rounds = 30_000;
        using ThreadDoorbell bell = new();
        int published = 0;

        Task[] ringers = [.. Enumerable.Range(0, Ringers).Select(seed => Task.Run(() =>
        {
            Random random = new(seed);
            for (int round = 0; round < Rounds; round++)
            {
                Interlocked.Increment(ref published);
                bell.Ring();
                Thread.SpinWait(random.Next(200));
            }
        }))];

        int seen = 0;
        while (seen < Ringers * Rounds)
        {
            bell.PrepareWait();
            if (Volatile.Read(ref published) != seen)
            {
                bell.CancelWait();
            }
            else if (!bell.Wait(Never))
            {
                Assert.Fail($"Nobody rang after {seen} of {Ringers * Rounds}.");
            }

            seen = Volatile.Read(ref published);
        }

        await Task.WhenAll(ringers);
    }

    private static void Send(OneToOneRing ring, ThreadDoorbell bell)
    {
        Assert.True(ring.TryClaim(1, 8, out RingClaim claim));
        claim.Commit();
        bell.Ring();
    }

    private static void Receive(OneToOneRing ring, ThreadDoorbell bell)
    {
        while (ring.IsEmpty)
        {
            bell.PrepareWait();
            if (!ring.IsEmpty)
            {
                bell.CancelWait();
            }
            else if (!bell.Wait(Never))
            {
                Assert.Fail("A published record did not wake its reader.");
            }
        }

        Assert.True(ring.TryPeek(out _));
        ring.Release();
    }
}

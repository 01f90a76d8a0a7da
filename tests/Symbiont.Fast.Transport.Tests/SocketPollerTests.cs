using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

public sealed class SocketPollerTests
{
    private static readonly int Patience = (int)ConnectedPair.Patience.TotalMilliseconds;

    private readonly Readiness[] _ready = new Readiness[4];

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task Readiness_comes_with_its_token_until_the_bytes_are_read(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        using var poller = new SocketPoller();
        poller.Add(pair.Server.Descriptor, 42);
        Assert.Equal(0, poller.Wait(_ready, 0));

        pair.Client.Send([1], out _);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1, poller.Wait(_ready, Patience));
            Assert.Equal(new Readiness(42, Readable: true, Writable: false), _ready[0]);
        }

        pair.Server.Receive(new byte[8], out _);
        Assert.Equal(0, poller.Wait(_ready, 0));
    }

    [Fact]
    public async Task Watching_decides_what_is_reported()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");
        using var poller = new SocketPoller();
        int descriptor = pair.Server.Descriptor;
        poller.Add(descriptor, 1);
        pair.Client.Send([1], out _);

        poller.Watch(descriptor, 2, read: true, write: true);
        Assert.Equal(1, poller.Wait(_ready, Patience));
        Assert.Equal(new Readiness(2, Readable: true, Writable: true), _ready[0]);
        poller.Watch(descriptor, 3, read: false, write: true);
        Assert.Equal(1, poller.Wait(_ready, Patience));
        Assert.Equal(new Readiness(3, Readable: false, Writable: true), _ready[0]);
        poller.Watch(descriptor, 4, read: false, write: false);
        Assert.Equal(0, poller.Wait(_ready, 0));
        poller.Watch(descriptor, 5, read: true, write: false);
        Assert.Equal(1, poller.Wait(_ready, Patience));
        poller.Remove(descriptor);
        Assert.Equal(0, poller.Wait(_ready, 0));
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task A_closed_peer_is_something_to_read(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        using var poller = new SocketPoller();
        poller.Add(pair.Server.Descriptor, 9);
        pair.Client.Dispose();
        Assert.Equal(1, poller.Wait(_ready, Patience));
        Assert.Equal(9UL, _ready[0].Token);
        Assert.True(_ready[0].Readable);
        Assert.Equal(IoStatus.Closed, pair.Server.Receive(new byte[1], out _));
    }

    [Fact]
    public async Task No_more_is_reported_at_once_than_there_is_room_for()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");
        using var poller = new SocketPoller();
        poller.Add(pair.Server.Descriptor, 1);
        poller.Add(pair.Client.Descriptor, 2);
        pair.Client.Send([1], out _);
        pair.Server.Send([1], out _);
        Assert.Equal(1, poller.Wait(_ready.AsSpan(0, 1), Patience));
        Assert.Equal(2, poller.Wait(_ready, Patience));
    }

    [Fact]
    public void The_doorbell_wakes_a_waiting_thread()
    {
        using var poller = new SocketPoller();
        using var parked = new ManualResetEventSlim();
        int written = -1;
        var sleeper = new Thread(() =>
        {
            poller.Doorbell.PrepareWait();
            parked.Set();
            written = poller.Wait(new Readiness[1], -1);
            poller.Doorbell.EndWait();
        });
        sleeper.IsBackground = true;
        sleeper.Start();

        // Rung once, before or after the thread has reached the kernel: it returns from a wait without end.
        Assert.True(parked.Wait(Patience, TestContext.Current.CancellationToken));
        poller.Doorbell.Ring();
        Assert.True(sleeper.Join(Patience));
        Assert.Equal(0, written);
    }

    [Fact]
    public async Task A_ring_between_preparing_and_waiting_is_not_lost_and_counts_once()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");
        using var poller = new SocketPoller();
        poller.Doorbell.PrepareWait();
        poller.Doorbell.Ring();
        poller.Doorbell.Ring();
        Assert.Equal(0, poller.Wait(_ready, -1));
        poller.Doorbell.EndWait();

        // The bell was drained: this wait ends because of the peer's byte.
        poller.Add(pair.Server.Descriptor, 1);
        pair.Client.Send([1], out _);
        Assert.Equal(1, poller.Wait(_ready, Patience));
        Assert.Equal(1, poller.Wait(_ready.AsSpan(0, 1), Patience));
    }

    [Fact]
    public async Task A_doorbell_rung_for_a_thread_that_is_awake_leaves_no_trace()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");
        using var poller = new SocketPoller();
        poller.Doorbell.Ring();
        poller.Doorbell.PrepareWait();
        poller.Doorbell.EndWait();
        poller.Doorbell.Ring();

        // With one slot, a pending wake-up would take it and nothing be reported.
        pair.Client.Send([1], out _);
        poller.Add(pair.Server.Descriptor, 1);
        Assert.Equal(1, poller.Wait(_ready.AsSpan(0, 1), Patience));
    }

    [Fact]
    public void A_doorbell_that_rings_before_the_sleep_leaves_it_out()
    {
        using var poller = new SocketPoller();
        poller.Doorbell.PrepareWait();
        poller.Doorbell.Ring();

        // The look takes the signal; who slept then would sleep for ever.
        Assert.Equal(0, poller.Wait(new Readiness[1], 0));
        Assert.Equal(0, poller.Wait(new Readiness[1], Timeout.Infinite));
        poller.Doorbell.EndWait();
    }
}

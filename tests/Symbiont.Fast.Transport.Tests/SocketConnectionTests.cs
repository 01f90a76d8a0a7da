using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

public sealed class SocketConnectionTests
{
    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task Bytes_travel_both_ways(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        byte[] buffer = new byte[16];
        Assert.Equal(IoStatus.WouldBlock, pair.Server.Receive(buffer, out _));

        Assert.Equal(IoStatus.Done, pair.Server.Send([1, 2, 3], out int sent));
        Assert.Equal(3, sent);
        Assert.Equal(IoStatus.Done, pair.Client.Receive(buffer, out int received));
        Assert.Equal([1, 2, 3], buffer[..received]);

        Assert.Equal(IoStatus.Done, pair.Client.Send([4, 5], out sent));
        Assert.Equal(2, sent);
        WaitReadable(pair.Server);
        Assert.Equal(IoStatus.Done, pair.Server.Receive(buffer, out received));
        Assert.Equal([4, 5], buffer[..received]);
    }

    /// <summary>Every byte that <c>sent</c> counts arrives, in order, and no other.</summary>
    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task A_full_connection_takes_more_after_its_peer_has_read(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        using var poller = new SocketPoller();
        poller.Add(pair.Server.Descriptor, 7);
        poller.Watch(pair.Server.Descriptor, 7, read: false, write: true);
        var ready = new Readiness[4];

        byte[] block = new byte[100_003];
        new Random(1).NextBytes(block);
        long total = SendUntilFull(pair.Server, block);
        Assert.True(total > block.Length);
        Assert.Equal(0, poller.Wait(ready, 0));

        long drained = Drain(pair.Client, block, 0, total / 2);
        drained = Drain(pair.Client, block, drained, total);
        Assert.Equal(total, drained);
        pair.Client.SetReceiveTimeout(TimeSpan.FromMilliseconds(1));
        Assert.Equal(IoStatus.WouldBlock, pair.Client.Receive(new byte[1], out _));

        Assert.Equal(1, poller.Wait(ready, (int)ConnectedPair.Patience.TotalMilliseconds));
        Assert.Equal(new Readiness(7, Readable: false, Writable: true), ready[0]);
        Assert.Equal(IoStatus.Done, pair.Server.Send([9], out int sent));
        Assert.Equal(1, sent);
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task A_blocking_read_gives_up_after_its_time_limit(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        pair.Client.SetReceiveTimeout(TimeSpan.FromMilliseconds(5));
        Assert.Equal(IoStatus.WouldBlock, pair.Client.Receive(new byte[1], out int received));
        Assert.Equal(0, received);

        pair.Client.SetReceiveTimeout(Timeout.InfiniteTimeSpan);
        pair.Server.Send([1], out _);
        Assert.Equal(IoStatus.Done, pair.Client.Receive(new byte[1], out received));
        Assert.Equal(1, received);
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task A_closed_peer_is_reported_after_its_last_bytes(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        pair.Client.Send([1, 2], out _);
        pair.Client.Dispose();
        WaitReadable(pair.Server);
        Assert.Equal(IoStatus.Done, pair.Server.Receive(new byte[8], out int received));
        Assert.Equal(2, received);
        WaitReadable(pair.Server);
        Assert.Equal(IoStatus.Closed, pair.Server.Receive(new byte[8], out _));
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task Abort_frees_a_blocked_reader(string scheme)
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync(scheme);
        using var started = new ManualResetEventSlim();
        IoStatus status = IoStatus.Done;
        var reader = new Thread(() =>
        {
            started.Set();
            status = pair.Client.Receive(new byte[1], out _);
        });
        reader.IsBackground = true;
        reader.Start();

        // Whether the reader is in the call yet or only about to be, it must come out.
        Assert.True(started.Wait(ConnectedPair.Patience, TestContext.Current.CancellationToken));
        pair.Client.Abort();
        Assert.True(reader.Join(ConnectedPair.Patience));
        Assert.Equal(IoStatus.Closed, status);
        Assert.Equal(IoStatus.Closed, pair.Client.Send([1], out _));
        WaitReadable(pair.Server);
        Assert.Equal(IoStatus.Closed, pair.Server.Receive(new byte[1], out _));
    }

    [Fact]
    public async Task Abort_may_come_twice_and_after_the_end()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");
        pair.Client.Abort();
        pair.Client.Abort();
        pair.Client.Dispose();
        pair.Client.Abort();
        WaitReadable(pair.Server);
        Assert.Equal(IoStatus.Closed, pair.Server.Receive(new byte[1], out _));
    }

    private static void WaitReadable(Connection connection)
    {
        using var poller = new SocketPoller();
        poller.Add(connection.Descriptor, 1);
        Assert.Equal(1, poller.Wait(new Readiness[1], (int)ConnectedPair.Patience.TotalMilliseconds));
    }

    /// <summary>Sends <paramref name="block"/> over and over until nothing fits; returns the bytes sent.</summary>
    private static long SendUntilFull(Connection connection, byte[] block)
    {
        long total = 0;
        while (true)
        {
            IoStatus status = connection.Send(block.AsSpan((int)(total % block.Length)), out int sent);
            total += sent;
            if (status != IoStatus.Done)
            {
                Assert.Equal(IoStatus.WouldBlock, status);
                return total;
            }

            Assert.True(sent > 0);
        }
    }

    private static long Drain(Connection connection, byte[] block, long from, long to)
    {
        byte[] buffer = new byte[65_536];
        while (from < to)
        {
            int wanted = (int)Math.Min(buffer.Length, Math.Min(to - from, block.Length - (from % block.Length)));
            Assert.Equal(IoStatus.Done, connection.Receive(buffer.AsSpan(0, wanted), out int received));
            Assert.True(block.AsSpan((int)(from % block.Length), received).SequenceEqual(buffer.AsSpan(0, received)));
            from += received;
        }

        return from;
    }
}

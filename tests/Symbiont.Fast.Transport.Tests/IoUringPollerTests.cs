using System.Net.Sockets;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>What a ring's driver does when buffers, blocks and time are short; the rest is the conformance suite's.</summary>
public sealed class IoUringPollerTests
{
    private static readonly RingSizes Few = new()
    {
        Submissions = 8,
        Completions = 64,
        ReceiveBuffers = 8,
        ReceiveBufferBytes = 256,
        BuffersPerConnection = 4,
        SendBlocks = 4,
        SendBlockBytes = 512,
        BlocksPerConnection = 2,
        DirectBytes = 1 << 20,
    };

    [Fact]
    public void One_who_floods_leaves_buffers_for_others()
    {
        using var world = new RingWorld(Few);
        (Socket flooding, Connection flooded) = world.Connect(1);
        (Socket quiet, Connection heard) = world.Connect(2);
        flooding.Blocking = false;
        byte[] flood = Bytes(4096);
        int sent = Fill(flooding, flood);
        for (int i = 0; i < 10; i++)
        {
            world.Look();
        }

        quiet.Send([42]);

        byte[] one = new byte[1];
        while (heard.Receive(one, out _) != IoStatus.Done)
        {
            // Whoever is reported is read, as a bus does; the flood takes the turns that it has.
            Readiness ready = world.Wait();
            Assert.Equal(IoStatus.Done, (ready.Token == 1 ? flooded : heard).Receive(one, out _));
            if (ready.Token == 2)
            {
                break;
            }

            sent--;
        }

        Assert.Equal(42, one[0]);
        Assert.True(sent > 0, "the quiet one waited for the whole flood");
    }

    [Fact]
    public void Every_byte_of_many_comes_through_few_buffers()
    {
        using var world = new RingWorld(Few);
        (Socket Peer, Connection Connection)[] pairs = [.. Enumerable.Range(1, 6).Select(i => world.Connect((ulong)i))];
        byte[] bytes = Bytes(40_000);
        foreach ((Socket peer, _) in pairs)
        {
            Assert.Equal(bytes.Length, peer.Send(bytes));
        }

        var received = pairs.Select(_ => new MemoryStream()).ToArray();
        byte[] buffer = new byte[1000];
        while (received.Any(stream => stream.Length < bytes.Length))
        {
            int index = (int)world.Wait().Token - 1;
            Assert.Equal(IoStatus.Done, pairs[index].Connection.Receive(buffer, out int count));
            received[index].Write(buffer, 0, count);
        }

        Assert.All(received, stream => Assert.Equal(bytes, stream.ToArray()));
    }

    [Fact]
    public void One_that_is_not_read_holds_no_buffer_and_loses_nothing()
    {
        using var world = new RingWorld(Few);
        (Socket peer, Connection connection) = world.Connect(1);
        byte[] bytes = Bytes(3000);
        peer.Send(bytes.AsSpan(0, 1000));
        Assert.Equal(1u, world.Wait().Token);
        Assert.NotEqual(0, world.Poller.Driver.Buffers.Held);

        world.Poller.Watch(connection, 1, read: false, write: false);
        peer.Send(bytes.AsSpan(1000));
        Assert.Empty(world.Look());
        Assert.Empty(world.Look());
        Assert.Equal(0, world.Poller.Driver.Buffers.Held);

        world.Poller.Watch(connection, 1, read: true, write: false);
        var received = new MemoryStream();
        byte[] buffer = new byte[700];
        while (received.Length < bytes.Length)
        {
            Assert.Equal(1u, world.Wait().Token);
            Assert.Equal(IoStatus.Done, connection.Receive(buffer, out int count));
            received.Write(buffer, 0, count);
        }

        Assert.Equal(bytes, received.ToArray());
    }

    [Fact]
    public void Sends_of_a_turn_leave_together_and_in_order()
    {
        using var world = new RingWorld();
        (Socket peer, Connection connection) = world.Connect(1);
        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal(IoStatus.Done, connection.Send([i], out int sent));
            Assert.Equal(1, sent);
        }

        Assert.Equal(0, peer.Available);
        world.Look();
        Assert.Equal(100, peer.Available);
        byte[] received = new byte[100];
        Assert.Equal(100, peer.Receive(received));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), received);
    }

    [Fact]
    public void Without_blocks_bytes_go_to_the_socket_at_once()
    {
        using var world = new RingWorld(Few);
        (Socket Peer, Connection Connection)[] full = [.. Enumerable.Range(1, 4).Select(i => world.Connect((ulong)i))];
        foreach ((_, Connection connection) in full)
        {
            FillUp(connection);
        }

        Assert.Equal(0, world.Poller.Driver.Blocks.Free);
        (Socket peer, Connection last) = world.Connect(9);
        Assert.Equal(IoStatus.Done, last.Send([1, 2, 3], out int sent));
        Assert.Equal(3, sent);
        Assert.Equal(3, peer.Receive(new byte[10]));
    }

    [Fact]
    public void Closing_with_a_send_under_way_gives_its_block_back()
    {
        using var world = new RingWorld(Few);
        (Socket peer, Connection connection) = world.Connect(1);
        FillUp(connection);
        int free = world.Poller.Driver.Blocks.Free;
        Assert.True(free < Few.SendBlocks);

        connection.Dispose();

        Assert.Equal(Few.SendBlocks, world.Poller.Driver.Blocks.Free);
        Assert.Equal(0, world.Poller.Driver.Buffers.Held);
        peer.Dispose();
        Assert.Empty(world.Look());
    }

    [Fact]
    public void What_was_said_before_the_end_is_heard_before_it()
    {
        using var world = new RingWorld();
        (Socket peer, Connection connection) = world.Connect(1);
        byte[] bytes = Bytes(100_000);
        Assert.Equal(IoStatus.Done, connection.Send(bytes.AsSpan(0, 50_000), out int sent));
        Assert.Equal(50_000, sent);
        Assert.Equal(IoStatus.Done, connection.Send(bytes.AsSpan(50_000), out sent));
        Assert.Equal(50_000, sent);
        connection.EndSending();
        Assert.Equal(IoStatus.Closed, connection.Send([1], out _));
        for (int i = 0; i < 10; i++)
        {
            world.Look();
        }

        var received = new MemoryStream();
        byte[] buffer = new byte[10_000];
        for (int count = peer.Receive(buffer); count > 0; count = peer.Receive(buffer))
        {
            received.Write(buffer, 0, count);
        }

        Assert.Equal(bytes, received.ToArray());
    }

    [Fact]
    public void A_thousand_connections_each_get_their_own_answer()
    {
        const int Many = 1000;
        using var world = new RingWorld();
        (Socket Peer, Connection Connection)[] pairs =
            [.. Enumerable.Range(0, Many).Select(i => world.Connect((ulong)i + 1))];
        for (int i = 0; i < Many; i++)
        {
            pairs[i].Peer.Send(BitConverter.GetBytes(i));
        }

        byte[] buffer = new byte[8];
        for (int answered = 0; answered < Many;)
        {
            Readiness ready = world.Wait();
            Connection connection = pairs[ready.Token - 1].Connection;
            while (connection.Receive(buffer, out int received) == IoStatus.Done)
            {
                Assert.Equal(4, received);
                Assert.Equal((int)ready.Token - 1, BitConverter.ToInt32(buffer));
                Assert.Equal(IoStatus.Done, connection.Send(buffer.AsSpan(0, 4), out _));
                answered++;
            }
        }

        world.Look();
        for (int i = 0; i < Many; i++)
        {
            Assert.Equal(4, pairs[i].Peer.Receive(buffer));
            Assert.Equal(i, BitConverter.ToInt32(buffer));
        }
    }

    [Fact]
    public void Connections_that_come_and_go_leave_nothing_behind()
    {
        using var world = new RingWorld(Few);
        for (int i = 0; i < 200; i++)
        {
            (Socket peer, Connection connection) = world.Connect(1);
            peer.Send([(byte)i]);
            Assert.Equal(1u, world.Wait().Token);
            byte[] one = new byte[1];
            if (i % 2 == 0)
            {
                Assert.Equal(IoStatus.Done, connection.Receive(one, out _));
                Assert.Equal((byte)i, one[0]);
                connection.Send([1], out _);
            }

            connection.Dispose();
            peer.Dispose();
            Assert.Empty(world.Look());
        }

        Assert.Equal(0, world.Poller.Driver.Buffers.Held);
        Assert.Equal(Few.SendBlocks, world.Poller.Driver.Blocks.Free);
    }

    [Fact]
    public void A_doorbell_that_rings_before_the_sleep_leaves_it_out()
    {
        using var world = new RingWorld();
        PollerDoorbell doorbell = world.Poller.Doorbell;
        world.Look();
        doorbell.PrepareWait();
        doorbell.Ring();

        // The look takes the signal; who slept then would sleep for ever.
        Assert.Empty(world.Look());
        Assert.Equal(0, world.Poller.Wait(new Readiness[1], Timeout.Infinite));
        doorbell.EndWait();
    }

    [Fact]
    public async Task A_doorbell_wakes_the_one_that_waits()
    {
        var probe = IoUringProbe.Run();
        Assert.SkipUnless(probe.Usable, probe.Reason);
        using var poller = new IoUringPoller();
        using var parked = new SemaphoreSlim(0);
        int wakes = 0;
        Task waiting = Task.Factory.StartNew(
            () =>
            {
                while (wakes < 100)
                {
                    poller.Doorbell.PrepareWait();
                    parked.Release();
                    Assert.Equal(0, poller.Wait(new Readiness[1], RingWorld.Patience));
                    poller.Doorbell.EndWait();
                    wakes++;
                }

                poller.Finish();
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (int i = 0; i < 100; i++)
        {
            await parked.WaitAsync(TestContext.Current.CancellationToken);
            poller.Doorbell.Ring();
        }

        await waiting.WaitAsync(TimeSpan.FromMilliseconds(RingWorld.Patience), TestContext.Current.CancellationToken);
        Assert.Equal(100, wakes);
    }

    [Fact]
    public void A_completion_that_comes_late_finds_nobody()
    {
        var slots = new RingSlots();
        var first = new Nobody();
        slots.Add(first);
        var late = RingTag.From(first.UserData(RingOperation.Receive));
        Assert.Same(first, slots.Find(late));

        slots.Remove(first);
        slots.Remove(first);
        var second = new Nobody();
        slots.Add(second);

        Assert.Equal(first.Slot, second.Slot);
        Assert.Null(slots.Find(late));
        Assert.Same(second, slots.Find(RingTag.From(second.UserData(RingOperation.Send))));
        Assert.Equal(1, slots.Count);
    }

    [Theory]
    [InlineData(0, 0u)]
    [InlineData(int.MaxValue, RingTag.GenerationMask)]
    public void A_tag_comes_back_as_it_went(int slot, uint generation)
    {
        foreach (RingOperation operation in Enum.GetValues<RingOperation>())
        {
            var tag = new RingTag(operation, slot, generation);
            Assert.Equal(tag, RingTag.From(tag.ToUserData()));
        }
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static int Fill(Socket socket, byte[] bytes)
    {
        int sent = 0;
        SocketError error = SocketError.Success;
        while (error == SocketError.Success)
        {
            sent += socket.Send(bytes, SocketFlags.None, out error);
        }

        Assert.Equal(SocketError.WouldBlock, error);
        return sent;
    }

    private static void FillUp(Connection connection)
    {
        byte[] bytes = new byte[1000];
        IoStatus status = IoStatus.Done;
        while (status == IoStatus.Done)
        {
            status = connection.Send(bytes, out _);
        }

        Assert.Equal(IoStatus.WouldBlock, status);
    }

    private sealed class Nobody : RingTarget
    {
        public override bool CanRead => false;

        public override bool CanWrite => false;

        public override void OnWatched() => throw new NotSupportedException();

        public override void OnCompletion(RingOperation operation, in Interop.Linux.IoUringCompletion completion) =>
            throw new NotSupportedException();

        public override void Close() => throw new NotSupportedException();

        public override void Orphan() => throw new NotSupportedException();
    }
}

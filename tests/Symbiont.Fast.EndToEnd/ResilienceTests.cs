using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.EndToEnd;

/// <summary>What must not harm the router, or a client, however the other side behaves.</summary>
public sealed class ResilienceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_gets_no_room_for_anything_but_a_handshake()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        byte[] frame = new byte[FrameHeader.Size];
        new FrameHeader(WireLimits.MaxFrame, FrameKind.Batch, 0).Write(frame);
        using Socket stranger = Connect(world);

        stranger.Send(frame);

        Assert.Equal(0, await stranger.ReceiveAsync(new byte[1], Cancellation));
        Assert.Equal(1, world.Counter("docker_handshakes_silenced"));
    }

    [Fact]
    public async Task A_stranger_that_says_nothing_is_dropped_at_the_deadline()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        using Socket stranger = Connect(world);
        while (world.Counter("docker_connections") == 0)
        {
            await Task.Yield();
        }

        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, await stranger.ReceiveAsync(new byte[1], Cancellation));
        Assert.Equal(1, world.Counter("docker_handshakes_timed_out"));
    }

    [Fact]
    public async Task Strangers_beyond_the_limit_are_turned_away()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { MaxHandshakesPerBus = 2 });
        using Socket first = Connect(world);
        using Socket second = Connect(world);
        using Socket third = Connect(world);

        Assert.Equal(0, await third.ReceiveAsync(new byte[1], Cancellation));
        Assert.Equal(1, world.Counter("docker_connections_turned_away"));
    }

    [Fact]
    public async Task A_session_that_takes_no_bytes_is_ended_and_its_name_is_free_again()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        using AgentBundle bundle = world.Certify(SandboxTier.Docker, "deaf");
        var release = new TaskCompletionSource();
        AgentClient deaf = await world.ConnectAsync(bundle);
        deaf.OnMessage((AgentClient _, in IncomingMessage _) => release.Task.Wait(Cancellation));
        byte[] large = new byte[100_000];
        await Assert.ThrowsAsync<MessageRefusedException>(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await sender.SendConfirmedAsync(deaf.Name, MessageType.Data, large, null, Cancellation);
            }
        });

        while (world.Counter("docker_writes_timed_out") == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(11));
            await Task.Yield();
        }

        release.SetResult();
        await deaf.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        while (world.Counter("sessions_closed") == 0)
        {
            await Task.Yield();
        }

        Assert.False(world.Router.Failed.IsCompleted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_agent_that_left_may_come_back_at_once(int threads)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options.WithThreads(threads));
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        uint lastEpoch = 0;
        for (int i = 0; i < 500; i++)
        {
            await using AgentClient client = await AgentClient.ConnectAsync(
                bundle, world.Options(SandboxTier.Docker), Cancellation);
            Assert.True(client.Epoch > lastEpoch, "epochs grow");
            lastEpoch = client.Epoch;
        }
    }

    [Fact]
    public async Task What_a_handler_throws_costs_one_message_and_not_the_session()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        receiver.OnMessage((AgentClient client, in IncomingMessage message) =>
        {
            if (message.Payload.IsEmpty)
            {
                throw new FormatException("a hostile payload");
            }

            client.Reply(message, message.Payload);
        });

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Array.Empty<byte>(), null, Cancellation);
        ReceivedMessage reply = await sender.RequestAsync(receiver.Name, "still there"u8.ToArray(), null, Cancellation);

        Assert.Equal("still there"u8.ToArray(), reply.Payload.ToArray());
        Assert.Equal(1, receiver.Counters().Single(counter => counter.Key == "handler_failures").Value);
    }

    [Fact]
    public async Task A_reply_that_is_too_large_is_refused_where_it_is_made()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient server = await world.ConnectAsync(SandboxTier.Docker);
        server.OnMessage((AgentClient client, in IncomingMessage message) =>
        {
            MessageRefusedException? refused = null;
            try
            {
                client.Reply(message, new byte[WireLimits.MaxFrame]);
            }
            catch (MessageRefusedException exception)
            {
                refused = exception;
            }

            client.Reply(message, [(byte)(refused?.Reason ?? RefusalReason.None)]);
        });

        ReceivedMessage reply = await caller.RequestAsync(server.Name, Array.Empty<byte>(), null, Cancellation);

        Assert.Equal((byte)RefusalReason.PayloadTooLarge, Assert.Single(reply.Payload.ToArray()));
    }

    [Fact]
    public async Task An_agent_whose_credential_has_expired_receives_nothing_more()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient shortLived = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker, notAfterFromNow: 20_000_000_000L));
        await sender.SendConfirmedAsync(shortLived.Name, MessageType.Data, "a"u8.ToArray(), null, Cancellation);

        clock.Advance(TimeSpan.FromSeconds(25));
        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendConfirmedAsync(shortLived.Name, MessageType.Data, "b"u8.ToArray(), null, Cancellation));

        Assert.Equal(RefusalReason.DestinationUnreachable, refused.Reason);
    }

    [Fact]
    public async Task A_session_that_causes_more_refusals_than_can_be_borne_is_ended()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", rate: 1, burst: 1));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (int i = 0; i < 2_000_000; i++)
            {
                await sender.SendAsync(receiver.Name, MessageType.Data, Array.Empty<byte>(), null, Cancellation);
            }
        });

        Assert.Equal(RefusalReason.RateLimited, await sender.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    private static Socket Connect(TestWorld world)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(world.Unix(SandboxTier.Docker).Path));
        return socket;
    }
}

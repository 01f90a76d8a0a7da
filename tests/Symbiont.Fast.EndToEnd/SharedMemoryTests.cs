using System.Buffers.Binary;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Agents over memory that the router hands them once they have proven who they are.</summary>
public sealed class SharedMemoryTests
{
    private const uint Stranger = uint.MaxValue - 1;
    private const int Messages = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_calls_and_answers_go_through_memory()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient near = await ConnectAsync(world, SandboxTier.Docker);
        AgentClient far = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker), world.Options(SandboxTier.Docker, world.Tcp(SandboxTier.Docker)));
        far.OnMessage((client, in message) => client.Reply(message, message.Payload));

        ReceivedMessage answer = await near.RequestAsync(far.Name, "ping"u8.ToArray(), null, Cancellation);
        Assert.Equal("ping"u8.ToArray(), answer.Payload.ToArray());
        await far.SendConfirmedAsync(near.Name, MessageType.Data, "back"u8.ToArray(), null, Cancellation);
        Assert.Equal("back"u8.ToArray(), (await near.ReceiveAsync(Cancellation)).Payload.ToArray());

        Assert.Equal(1, world.Counter("docker_memory_offered"));
        Assert.Equal(0, world.Counter("docker_memory_withheld"));
        Assert.Equal(0, world.Counter("docker_memory_broken"));
    }

    /// <summary>Frames larger than the rings, both ways: each side waits for the other's room.</summary>
    [Fact]
    public async Task What_is_longer_than_the_rings_arrives_in_order()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { SharedMemoryRingBytes = 1 << 14 });
        AgentClient sender = await ConnectAsync(world, SandboxTier.Docker);
        AgentClient receiver = await ConnectAsync(world, SandboxTier.Docker);
        int next = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.OnMessage((client, in message) =>
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(message.Payload) == next && ++next == Messages)
            {
                done.SetResult();
            }
        });

        byte[] payload = new byte[50_000];
        for (int i = 0; i < Messages; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload, i);
            await SendUntilTakenAsync(sender, receiver.Name, payload);
        }

        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(Messages, next);
    }

    [Fact]
    public async Task Beyond_the_bound_a_session_works_over_the_socket()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { MaxSharedMemorySessionsPerBus = 1 });
        AgentClient one = await ConnectAsync(world, SandboxTier.Docker);
        AgentClient two = await ConnectAsync(world, SandboxTier.Docker);

        await one.SendConfirmedAsync(two.Name, MessageType.Data, "in"u8.ToArray(), null, Cancellation);

        Assert.Equal("in"u8.ToArray(), (await two.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.Equal(1, world.Counter("docker_memory_offered"));
        Assert.Equal(1, world.Counter("docker_memory_withheld"));
    }

    [Fact]
    public async Task Whom_the_listener_does_not_expect_is_refused()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with
        {
            Listeners =
            [
                .. options.Listeners.Select(listener => listener.EndPoint is SharedMemoryEndPoint
                    ? listener with { ExpectedPeer = new ExpectedPeer { Users = [Stranger] } }
                    : listener),
            ],
        });

        await Assert.ThrowsAsync<SessionRefusedException>(() => ConnectAsync(world, SandboxTier.Docker));

        Assert.Equal(1, world.Counter("docker_connections_unexpected"));
        Assert.Equal(0, world.Counter("docker_memory_offered"));
    }

    [Fact]
    public async Task When_the_router_stops_its_agents_are_told()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient client = await ConnectAsync(world, SandboxTier.Docker);

        await world.Router.StopAsync();

        Assert.Equal(
            RefusalReason.ShuttingDown, await client.Closed.WaitAsync(TimeSpan.FromSeconds(5), Cancellation));
    }

    [Fact]
    public async Task Without_threads_of_their_own_they_go_on_when_they_are_turned()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient callee = await ConnectAsync(world, SandboxTier.Docker);
        callee.OnMessage((client, in message) => client.Reply(message, message.Payload));
        AgentClient caller = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            world.Options(SandboxTier.Docker, world.Shared(SandboxTier.Docker)) with
            {
                Threading = ClientThreading.Invoker,
            });

        for (int i = 0; i < 100; i++)
        {
            byte[] payload = BitConverter.GetBytes(i);
            Task<ReceivedMessage> call = caller.RequestAsync(callee.Name, payload, null, Cancellation).AsTask();
            while (!call.IsCompleted)
            {
                Cancellation.ThrowIfCancellationRequested();
                caller.Poll(TimeSpan.FromMilliseconds(1));
            }

            Assert.Equal(payload, (await call).Payload.ToArray());
        }
    }

    private static Task<AgentClient> ConnectAsync(TestWorld world, SandboxTier tier) =>
        world.ConnectAsync(world.Certify(tier), world.Options(tier, world.Shared(tier)));

    private static async Task SendUntilTakenAsync(AgentClient sender, AgentName to, byte[] payload)
    {
        while (true)
        {
            try
            {
                await sender.SendConfirmedAsync(to, MessageType.Data, payload, null, Cancellation);
                return;
            }
            catch (MessageRefusedException refused) when (refused.Reason == RefusalReason.DestinationOverloaded)
            {
                await Task.Yield();
            }
        }
    }
}

using System.Buffers.Binary;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Agents in the router's own process, without a socket, and without threads where wanted.</summary>
public sealed class InProcessTests
{
    private static readonly byte[] Payload = [1, 2, 3];
    private readonly InProcessEndPoint _here = new("test");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_in_the_routers_process_call_each_other_and_agents_behind_sockets()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, AlsoHere);
        AgentClient near = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Near(world));
        AgentClient far = await world.ConnectAsync(SandboxTier.Docker);
        near.OnMessage((client, in message) => client.Reply(message, message.Payload));
        far.OnMessage((client, in message) => client.Reply(message, message.Payload));

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Payload, (await near.RequestAsync(far.Name, Payload, null, Cancellation)).Payload.ToArray());
            Assert.Equal(Payload, (await far.RequestAsync(near.Name, Payload, null, Cancellation)).Payload.ToArray());
        }

        byte[] large = new byte[WireLimits.MaxPayload];
        new Random(1).NextBytes(large);
        Assert.Equal(large, (await near.RequestAsync(far.Name, large, null, Cancellation)).Payload.ToArray());
        Assert.Equal(large, (await far.RequestAsync(near.Name, large, null, Cancellation)).Payload.ToArray());
    }

    [Fact]
    public async Task Thousands_of_large_messages_pass_full_rings_in_order()
    {
        const int Messages = 3000;
        await using TestWorld world = TestWorld.Start(Policies.Open, AlsoHere);
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Near(world));
        AgentClient receiver = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Near(world));
        int next = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.OnMessage((client, in message) =>
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(message.Payload) == next && ++next == Messages)
            {
                done.SetResult();
            }
        });

        byte[] payload = new byte[10_000];
        for (int i = 0; i < Messages; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload, i);
            await SendUntilTakenAsync(sender, receiver.Name, payload);
        }

        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(Messages, next);
    }

    [Fact]
    public async Task Router_and_clients_without_threads_go_on_only_when_they_are_turned()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => AlsoHere(options) with { ThreadingMode = ThreadingMode.Invoker });
        using var stop = new CancellationTokenSource();
        Task turning = Task.Run(() => TurnUntil(world, stop.Token), Cancellation);
        AgentClient caller = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Turned(world));
        AgentClient callee = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Turned(world));
        await stop.CancelAsync();
        await turning;
        callee.OnMessage((client, in message) => client.Reply(message, message.Payload));

        Task<ReceivedMessage> call = caller.RequestAsync(callee.Name, Payload, null, Cancellation).AsTask();
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            world.Router.DoWork();
            callee.Poll();
            caller.Poll();
        }

        Assert.Equal(Payload, (await call).Payload.ToArray());
        await caller.DisposeAsync();
        Assert.Equal(0, caller.Poll());
    }

    [Fact]
    public async Task Turning_what_has_threads_of_its_own_is_the_callers_mistake()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient client = await world.ConnectAsync(SandboxTier.Docker);

        Assert.Throws<InvalidOperationException>(() => world.Router.DoWork());
        Assert.Throws<InvalidOperationException>(() => client.Poll());
    }

    [Fact]
    public async Task A_client_without_a_thread_works_over_a_socket_too()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);
        other.OnMessage((client, in message) => client.Reply(message, message.Payload));
        AgentClient client = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            world.Options(SandboxTier.Docker) with { Threading = ClientThreading.Invoker });

        Task<ReceivedMessage> call = client.RequestAsync(other.Name, Payload, null, Cancellation).AsTask();
        while (!call.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            client.Poll();
        }

        Assert.Equal(Payload, (await call).Payload.ToArray());
    }

    [Fact]
    public async Task When_the_router_stops_its_agents_here_are_told()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, AlsoHere);
        AgentClient client = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Near(world));

        await world.Router.StopAsync();

        Assert.Equal(
            RefusalReason.ShuttingDown, await client.Closed.WaitAsync(TimeSpan.FromSeconds(5), Cancellation));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(
            () => world.ConnectAsync(world.Certify(SandboxTier.Docker), Near(world)));
    }

    private static void TurnUntil(TestWorld world, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            world.Router.DoWork();
        }
    }

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

    private RouterOptions AlsoHere(RouterOptions options) => options with
    {
        Listeners = [.. options.Listeners, new ListenerOptions(SandboxTier.Docker, _here, "docker")],
    };

    private AgentClientOptions Near(TestWorld world) => world.Options(SandboxTier.Docker, _here);

    private AgentClientOptions Turned(TestWorld world) =>
        Near(world) with { Threading = ClientThreading.Invoker };
}

using System.Text;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.EndToEnd;

public sealed class MainJobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxTier, SandboxTier, bool> Paths()
    {
        var paths = new TheoryData<SandboxTier, SandboxTier, bool>();
        foreach (SandboxTier source in Vocabulary.Tiers)
        {
            foreach (SandboxTier destination in Vocabulary.Tiers)
            {
                paths.Add(source, destination, false);
                paths.Add(source, destination, true);
            }
        }

        return paths;
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_type_reaches_the_other_tier(SandboxTier source, SandboxTier destination, bool overTcp)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(
            world.Certify(source), world.Options(source, overTcp ? world.Tcp(source) : null));
        AgentClient receiver = await world.ConnectAsync(
            world.Certify(destination), world.Options(destination, overTcp ? world.Tcp(destination) : null));
        foreach (MessageType type in new[] { MessageType.Control, MessageType.Data, MessageType.Event })
        {
            byte[] payload = Encoding.UTF8.GetBytes($"{type} over {source}");
            Guid id = await sender.SendConfirmedAsync(receiver.Name, type, payload, null, Cancellation);

            ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);

            Assert.Equal(id, received.MessageId);
            Assert.Equal(sender.Name, received.Sender);
            Assert.Equal(type, received.Type);
            Assert.Equal(payload, received.Payload.ToArray());
        }
    }

    [Fact]
    public async Task A_call_is_answered()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient server = await world.ConnectAsync(SandboxTier.Firecracker);
        Task serving = Task.Run(
            async () =>
            {
                ReceivedMessage request = await server.ReceiveAsync(Cancellation);
                await server.ReplyAsync(request, request.Payload);
            },
            Cancellation);

        ReceivedMessage reply = await caller.RequestAsync(server.Name, "ping"u8.ToArray(), null, Cancellation);

        await serving;
        Assert.Equal("ping"u8.ToArray(), reply.Payload.ToArray());
        Assert.Equal(server.Name, reply.Sender);
    }

    [Fact]
    public async Task Thousands_of_calls_in_flight_all_come_back_in_a_few_batches()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient server = await world.ConnectAsync(SandboxTier.GVisor);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));

        Task<ReceivedMessage>[] calls = [.. Enumerable.Range(0, 2000).Select(number =>
            caller.RequestAsync(server.Name, BitConverter.GetBytes(number), null, Cancellation).AsTask())];
        ReceivedMessage[] replies = await Task.WhenAll(calls);

        Assert.Equal(
            Enumerable.Range(0, 2000), replies.Select(reply => BitConverter.ToInt32(reply.Payload.Span)));
        Assert.Equal(4000, world.Counter("messages_accepted"));
    }

    [Fact]
    public async Task The_largest_payload_passes_and_a_larger_one_is_refused_before_it_leaves()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        byte[] payload = new byte[WireLimits.MaxPayload];
        new Random(1).NextBytes(payload);

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, payload, null, Cancellation);

        ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
        Assert.Equal(payload, received.Payload.ToArray());
        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendAsync(
                receiver.Name, MessageType.Data, new byte[WireLimits.MaxPayload + 1], null, Cancellation));
        Assert.Equal(RefusalReason.PayloadTooLarge, refused.Reason);
    }

    [Fact]
    public async Task Stopping_the_router_stops_all_delivery_and_leaves_an_intact_audit_log()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, "before"u8.ToArray(), null, Cancellation);
        await receiver.ReceiveAsync(Cancellation);

        await world.Router.StopAsync();

        Assert.Equal(RefusalReason.ShuttingDown, await sender.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        await Assert.ThrowsAsync<IOException>(async () =>
            await sender.SendAsync(receiver.Name, MessageType.Data, "after"u8.ToArray(), null, Cancellation));
        AuditVerification log = AuditVerifier.Verify(world.AuditPath);
        Assert.True(log.IsIntact, log.Fault.ToString());
        Assert.Equal(1, log.Counts.Accepted);
        Assert.Equal(2, log.Counts[AuditEventKind.SessionOpened]);
        Assert.Equal(2, log.Counts[AuditEventKind.SessionClosed]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Any_number_of_threads_carries_the_same_messages(int threads)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options.WithThreads(threads));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Firecracker);
        for (int i = 0; i < 500; i++)
        {
            await sender.SendAsync(receiver.Name, MessageType.Data, BitConverter.GetBytes(i), null, Cancellation);
        }

        for (int i = 0; i < 500; i++)
        {
            ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
            Assert.Equal(i, BitConverter.ToInt32(received.Payload.Span));
        }
    }
}

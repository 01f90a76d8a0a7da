using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Payloads sealed from agent to agent.</summary>
public sealed class SealTests
{
    private static readonly byte[] Payload = "payload"u8.ToArray();
    private static readonly SendOptions Seal = new() { Seal = true };
    private static readonly KeyLifetimes s_longLived = new()
    {
        RehandshakeAfter = TimeSpan.FromHours(10),
        SessionLimit = TimeSpan.FromHours(20),
    };

    private static readonly SendOptions Confidential = new() { Level = SecurityLevel.Confidential };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityLevel.Public, false)]
    [InlineData(SecurityLevel.Restricted, false)]
    [InlineData(SecurityLevel.Confidential, true)]
    [InlineData(SecurityLevel.Secret, true)]
    public async Task Confidential_and_secret_payloads_are_sealed_without_being_asked(SecurityLevel level, bool sealing)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.GVisor);

        await sender.SendConfirmedAsync(
            receiver.Name, MessageType.Data, Payload, new SendOptions { Level = level }, Cancellation);

        ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
        Assert.Equal(Payload, received.Payload.ToArray());
        Assert.Equal(sealing, received.IsSealed);
        Assert.Equal(sealing ? 1 : 0, Counter(receiver, "seals_made"));
    }

    [Theory]
    [InlineData(AeadSuite.Aegis256)]
    [InlineData(AeadSuite.Aes256Gcm)]
    [InlineData(AeadSuite.ChaCha20Poly1305)]
    public async Task Every_suite_carries_every_size(AeadSuite suite)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            world.Options(SandboxTier.Docker) with { SealSuites = AeadSuites.Bit(suite) });
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        foreach (int size in (int[])[0, 1, 1000, WireLimits.MaxPayload - WireLimits.MaxTag])
        {
            byte[] payload = new byte[size];
            new Random(size).NextBytes(payload);

            await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, payload, Seal, Cancellation);

            ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
            Assert.True(received.IsSealed);
            Assert.Equal(payload, received.Payload.ToArray());
        }

        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendAsync(
                receiver.Name, MessageType.Data, new byte[WireLimits.MaxPayload], Seal, Cancellation));
        Assert.Equal(RefusalReason.PayloadTooLarge, refused.Reason);
    }

    [Fact]
    public async Task A_payload_is_compressed_before_it_is_sealed()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        byte[] payload = new byte[50_000];

        await sender.SendConfirmedAsync(
            receiver.Name, MessageType.Data, payload, Seal with { Compress = true }, Cancellation);

        ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
        Assert.Equal(payload, received.Payload.ToArray());
        Assert.Equal(
            MessageFlags.Sealed | MessageFlags.Compressed,
            received.Flags & (MessageFlags.Sealed | MessageFlags.Compressed));
    }

    [Fact]
    public async Task A_rule_that_requires_encryption_lets_sealed_messages_pass_and_no_others()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: "encryption_required: true"));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation));
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, Seal, Cancellation);

        Assert.Equal(RefusalReason.EncryptionRequired, refused.Reason);
        Assert.True((await receiver.ReceiveAsync(Cancellation)).IsSealed);
    }

    [Fact]
    public async Task A_destination_that_insists_gets_what_is_sealed_and_nothing_else_that_is_confidential()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient careless = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker), world.Options(SandboxTier.Docker) with { EncryptionEnabled = false });
        AgentClient insisting = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker), world.Options(SandboxTier.Docker) with { RequireSeals = true });

        await careless.SendConfirmedAsync(
            insisting.Name, MessageType.Data, new byte[] { 1 }, Confidential, Cancellation);
        await careless.SendConfirmedAsync(
            insisting.Name, MessageType.Data, new byte[] { 2 }, Confidential with { Seal = true }, Cancellation);
        await careless.SendConfirmedAsync(insisting.Name, MessageType.Data, new byte[] { 3 }, null, Cancellation);

        Assert.Equal(2, (await insisting.ReceiveAsync(Cancellation)).Payload.Span[0]);
        Assert.Equal(3, (await insisting.ReceiveAsync(Cancellation)).Payload.Span[0]);
        Assert.Equal(1, Counter(insisting, "messages_unsealed"));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task Nothing_opens_with_a_seal_that_is_twenty_minutes_old(int seconds, bool opens)
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        var later = new ManualClock(clock.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = clock });
        AgentClientOptions options = world.Options(SandboxTier.Docker) with { Clock = clock };
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), options);
        AgentClient receiver = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker), options with { Clock = later, KeyLifetimes = s_longLived });
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, Seal, Cancellation);
        Assert.True((await receiver.ReceiveAsync(Cancellation)).IsSealed);

        // Time passes for the receiver alone: a sender that keeps to its own limit never gets here.
        later.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(seconds));
        later.SetUnix(clock.UnixNanoseconds);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, Seal, Cancellation);
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, new byte[] { 9 }, null, Cancellation);

        Assert.Equal(opens ? Payload : [9], (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.Equal(opens ? 0 : 1, Counter(receiver, "messages_unopened"));
    }

    [Fact]
    public async Task Replies_to_sealed_calls_are_sealed_under_the_same_seal()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient server = await world.ConnectAsync(SandboxTier.Firecracker);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));

        for (int i = 0; i < 10; i++)
        {
            ReceivedMessage reply = await caller.RequestAsync(server.Name, Payload, Seal, Cancellation);

            Assert.True(reply.IsSealed);
            Assert.Equal(Payload, reply.Payload.ToArray());
        }

        Assert.Equal(1, Counter(caller, "seals_made"));
        Assert.Equal(1, Counter(server, "seals_made"));
    }

    [Fact]
    public async Task A_handler_s_reply_that_must_be_sealed_waits_for_a_handshake_of_its_own()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient careless = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            world.Options(SandboxTier.Docker) with { EncryptionEnabled = false });
        AgentClient server = await world.ConnectAsync(SandboxTier.Docker);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));

        ReceivedMessage reply = await careless.RequestAsync(server.Name, Payload, Confidential, Cancellation);

        Assert.True(reply.IsSealed);
    }

    [Fact]
    public async Task Both_may_ask_for_a_seal_at_once()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient one = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient other = await world.ConnectAsync(SandboxTier.GVisor);

        Task[] sends = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? one.SendConfirmedAsync(other.Name, MessageType.Data, Payload, Seal, Cancellation).AsTask()
            : other.SendConfirmedAsync(one.Name, MessageType.Data, Payload, Seal, Cancellation).AsTask())];
        await Task.WhenAll(sends);

        for (int i = 0; i < 20; i++)
        {
            Assert.True((await one.ReceiveAsync(Cancellation)).IsSealed);
            Assert.True((await other.ReceiveAsync(Cancellation)).IsSealed);
        }

        Assert.Equal(0, Counter(one, "messages_unopened"));
        Assert.Equal(0, Counter(other, "messages_unopened"));
    }

    [Fact]
    public async Task Messages_keep_their_order_while_a_handshake_is_under_way()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        // Known beforehand, so that only the handshake can hold anything up.
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
        await receiver.ReceiveAsync(Cancellation);
        var sends = new List<Task>();
        for (int i = 0; i < 500; i++)
        {
            SendOptions options = i % 3 == 0 ? Seal : SendOptions.Default;
            sends.Add(sender.SendAsync(
                receiver.Name, MessageType.Data, BitConverter.GetBytes(i), options, Cancellation).AsTask());
        }

        await Task.WhenAll(sends);
        for (int i = 0; i < 500; i++)
        {
            ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
            Assert.Equal(i, BitConverter.ToInt32(received.Payload.Span));
            Assert.Equal(i % 3 == 0, received.IsSealed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_destination_came_back_the_sender_hears_it_once_and_seals_anew(bool sameKeys)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentBundle bundle = world.Certify(SandboxTier.Docker, "returning");
        AgentClient first = await world.ConnectAsync(bundle);
        await sender.SendConfirmedAsync(first.Name, MessageType.Data, Payload, Seal, Cancellation);
        await first.DisposeAsync();
        AgentClient second = await ReconnectAsync(
            world, sameKeys ? bundle : world.Certify(SandboxTier.Docker, "returning"));

        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await sender.SendConfirmedAsync(second.Name, MessageType.Data, Payload, Seal, Cancellation));
        await sender.SendConfirmedAsync(second.Name, MessageType.Data, Payload, Seal, Cancellation);

        Assert.Equal(RefusalReason.DestinationUnreachable, refused.Reason);
        Assert.True((await second.ReceiveAsync(Cancellation)).IsSealed);
        Assert.Equal(0, Counter(second, "messages_unopened"));
    }

    [Fact]
    public async Task After_the_sender_came_back_it_seals_anew_and_the_old_seal_is_gone()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker, "returning");
        AgentClient first = await world.ConnectAsync(bundle);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        await first.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, Seal, Cancellation);
        ReceivedMessage call = await receiver.ReceiveAsync(Cancellation);
        await first.DisposeAsync();
        AgentClient second = await ReconnectAsync(world, bundle);

        await second.SendConfirmedAsync(receiver.Name, MessageType.Data, Payload, Seal, Cancellation);
        Assert.True((await receiver.ReceiveAsync(Cancellation)).IsSealed);
        await receiver.SendConfirmedAsync(second.Name, MessageType.Data, Payload, Seal, Cancellation);

        Assert.True((await second.ReceiveAsync(Cancellation)).IsSealed);
        Assert.True(call.IsSealed);
        Assert.Equal(2, Counter(receiver, "seals_made"));
    }

    // The router may still be busy with the end of the session before.
    private static async Task<AgentClient> ReconnectAsync(TestWorld world, AgentBundle bundle)
    {
        while (true)
        {
            try
            {
                return await world.ConnectAsync(bundle);
            }
            catch (SessionRefusedException)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;
}

using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Messages written where they leave from.</summary>
public sealed class ClaimTests
{
    private static readonly SendOptions Options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_claims_arrive_in_order_and_aborted_ones_never_were()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.GVisor);
        AgentClient other = await world.ConnectAsync(SandboxTier.GVisor);
        RemoteAgent there = await sender.FindAsync(receiver.Name, Cancellation);
        RemoteAgent elsewhere = await sender.FindAsync(other.Name, Cancellation);

        for (byte i = 0; i < 100; i++)
        {
            // The aborted one starts a run of its own, which must be taken back as well.
            Assert.True(sender.TryClaim(elsewhere, MessageType.Data, 500, Options, out MessageClaim aborted));
            aborted.Payload.Fill(0xEE);
            aborted.Abort();
            Assert.True(sender.TryClaim(there, MessageType.Data, 1, Options, out MessageClaim claim));
            claim.Payload[0] = i;
            claim.Commit();
        }

        sender.Flush();
        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal([i], (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
        }

        await sender.SendConfirmedAsync(other.Name, MessageType.Data, new byte[] { 7 }, null, Cancellation);
        Assert.Equal([7], (await other.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.All(
            new[] { receiver, other },
            client => Assert.Equal(0, client.Counters().Single(c => c.Key == "runs_missing").Value));
    }

    [Fact]
    public async Task A_claim_that_nobody_writes_is_zeros()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient first = await world.ConnectAsync(SandboxTier.GVisor);
        AgentClient second = await world.ConnectAsync(SandboxTier.GVisor);
        byte[] secret = [.. Enumerable.Repeat((byte)0xAA, 3000)];

        // Both of the writer's batches have held the secret.
        for (int i = 0; i < 4; i++)
        {
            await sender.SendConfirmedAsync(first.Name, MessageType.Data, secret, null, Cancellation);
        }

        RemoteAgent there = await sender.FindAsync(second.Name, Cancellation);
        Assert.True(sender.TryClaim(there, MessageType.Data, 2000, Options, out MessageClaim claim));
        claim.Commit();
        sender.Flush();

        ReceivedMessage received = await second.ReceiveAsync(Cancellation);
        Assert.Equal(2000, received.Payload.Length);
        Assert.False(received.Payload.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task Whoever_has_a_claim_open_can_do_nothing_else_with_its_lane()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.GVisor);
        RemoteAgent there = await sender.FindAsync(receiver.Name, Cancellation);
        Misuse(sender, there);

        Assert.Equal([9], (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
    }

    [Fact]
    public async Task What_must_be_sealed_or_is_too_large_cannot_be_claimed()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        RemoteAgent there = await sender.FindAsync((await world.ConnectAsync(SandboxTier.GVisor)).Name, Cancellation);
        var secret = new SendOptions { Level = SecurityLevel.Secret };

        Assert.Throws<ArgumentException>(() => sender.TryClaim(there, MessageType.Data, 1, secret, out _));
        Assert.Throws<ArgumentException>(
            () => sender.TryClaim(there, MessageType.Data, 1, Options with { Compress = true }, out _));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => sender.TryClaim(there, MessageType.Data, WireLimits.MaxPayload + 1, Options, out _));
    }

    [Fact]
    public async Task A_link_without_room_refuses_claims_and_takes_them_again_later()
    {
        var here = new InProcessEndPoint("claims");
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with
        {
            Listeners = [.. options.Listeners, new ListenerOptions(SandboxTier.Docker, here, "docker")],
            ThreadingMode = ThreadingMode.Invoker,
        });
        AgentClientOptions near = world.Options(SandboxTier.Docker, here) with { Threading = ClientThreading.Invoker };
        AgentClient sender = await TurnUntilAsync(
            world, null, world.ConnectAsync(world.Certify(SandboxTier.Docker), near));
        RemoteAgent self = await TurnUntilAsync(world, sender, sender.FindAsync(sender.Name, Cancellation).AsTask());
        int claimed = Claim(sender, self, int.MaxValue);
        Assert.InRange(claimed, 50, 5000);
        Assert.False(sender.Closed.IsCompleted);

        int later = 0;
        while (later == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            world.Router.DoWork();
            sender.Poll();
            later = Claim(sender, self, 1);
        }

        Assert.Equal(1, later);
    }

    private static void Misuse(AgentClient sender, RemoteAgent there)
    {
        Assert.True(sender.TryClaim(there, MessageType.Data, 1, Options, out MessageClaim claim));
        Assert.Throws<InvalidOperationException>(() => sender.TryClaim(there, MessageType.Data, 1, Options, out _));
        Assert.Throws<InvalidOperationException>(sender.Flush);
        claim.Payload[0] = 9;
        claim.Commit();
        sender.Flush();
    }

    private static int Claim(AgentClient sender, RemoteAgent to, int most)
    {
        int claimed = 0;
        while (claimed < most && sender.TryClaim(to, MessageType.Data, 10_000, Options, out MessageClaim claim))
        {
            claim.Commit();
            claimed++;
        }

        return claimed;
    }

    private static async Task<T> TurnUntilAsync<T>(TestWorld world, AgentClient? polled, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            world.Router.DoWork();
            polled?.Poll();
        }

        return await task;
    }
}

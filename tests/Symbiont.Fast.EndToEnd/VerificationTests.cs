using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>When the router verifies signatures, and how many a sender may have verified.</summary>
public sealed class VerificationTests
{
    private const string Pipelined = "verification: pipelined";
    private const int FirstPayload = BatchHeader.Size + RunHeader.Size + MessageHeader.Size;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipelined_forgery_ends_its_session_is_audited_and_reaches_no_application()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: Pipelined));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        using (HostileAgent attacker = await AttackerAsync(world))
        {
            attacker.Send(FrameKind.Batch, Forged(attacker, receiver.Name));

            Assert.Equal(Ended(RefusalReason.SignatureInvalid, receipts: 1), attacker.ListenToTheEnd());
        }

        await EventuallyAsync(() => Counter(receiver, "runs_rejected_signature_invalid") == 1);
        Assert.Equal(0, Counter(receiver, "messages_delivered"));
        Assert.Equal(1, world.Counter("batches_pipelined"));
        Assert.Equal(1, world.Counter("pipelined_verifications_failed"));
        await world.Router.StopAsync();
        AuditVerification log = AuditVerifier.Verify(world.AuditPath);
        Assert.True(log.IsIntact);
        Assert.Equal(1, log.Counts.Accepted);
        Assert.Equal(1, log.Counts[AuditEventKind.VerificationFailed]);
    }

    [Fact]
    public async Task Nothing_of_a_sender_is_routed_behind_a_batch_that_fails()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: Pipelined));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent attacker = await AttackerAsync(world);
        uint handle = attacker.Resolve(receiver.Name);
        var batch = new ForgedBatch { Destination = receiver.Name };
        byte[] forged = batch.Build(attacker, handle, out byte[] root);
        forged[^1] ^= 1;
        attacker.Continue(batch, root);

        // In one write, so that both stand in the ring when the router takes its turn.
        byte[] first = attacker.SealOnly(FrameKind.Batch, forged);
        byte[] second = attacker.SealOnly(FrameKind.Batch, batch.Build(attacker, handle));
        attacker.SendUnsealed([.. first, .. second]);

        Assert.Equal(Ended(RefusalReason.SignatureInvalid, receipts: 1), attacker.ListenToTheEnd());
        Assert.Equal(1, world.Counter("messages_accepted"));
    }

    [Theory]
    [InlineData(MessageType.Data, SecurityLevel.Secret)]
    [InlineData(MessageType.Control, SecurityLevel.Public)]
    [InlineData(MessageType.Rpc, SecurityLevel.Public)]
    public async Task Control_rpc_and_secret_are_verified_first_whatever_the_rule_says(
        MessageType type, SecurityLevel level)
    {
        await using TestWorld world = TestWorld.Start(
            Policies.One("control, data, rpc", requirements: Pipelined));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent attacker = await AttackerAsync(world);

        attacker.Send(FrameKind.Batch, Forged(attacker, receiver.Name, type, level));

        Assert.Equal(
            Ended(RefusalReason.SignatureInvalid) with { Refused = 1 }, attacker.ListenToTheEnd());
        Assert.Equal(0, world.Counter("batches_pipelined"));
        Assert.Equal(0, world.Counter("messages_accepted"));
    }

    [Fact]
    public async Task A_rule_that_says_nothing_is_strict()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data"));
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent attacker = await AttackerAsync(world);

        attacker.Send(FrameKind.Batch, Forged(attacker, receiver.Name));

        Assert.Equal(Ended(RefusalReason.SignatureInvalid) with { Refused = 1 }, attacker.ListenToTheEnd());
        Assert.Equal(0, world.Counter("messages_accepted"));
    }

    [Fact]
    public async Task Honest_batches_of_a_pipelined_path_arrive_in_order_and_all_are_verified()
    {
        const int Messages = 500;
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: Pipelined));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        for (int i = 0; i < Messages; i++)
        {
            await sender.SendConfirmedAsync(
                receiver.Name, MessageType.Data, BitConverter.GetBytes(i), null, Cancellation);
            Assert.Equal(i, BitConverter.ToInt32((await receiver.ReceiveAsync(Cancellation)).Payload.ToArray()));
        }

        Assert.Equal(Messages, world.Counter("batches_pipelined"));
        Assert.Equal(0, world.Counter("pipelined_verifications_failed"));
    }

    [Fact]
    public async Task A_sender_that_used_up_its_verifications_is_refused_until_it_has_waited_and_keeps_its_session()
    {
        const int Burst = 3;
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = TestWorld.Start(Policies.One("data"), options => options with
        {
            Clock = clock,
            RateLimiter = new RateLimiterOptions { VerificationsPerSecond = 1, VerificationBurst = Burst },
        });
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent attacker = await AttackerAsync(world);
        uint handle = attacker.Resolve(receiver.Name);
        var batch = new ForgedBatch { Destination = receiver.Name };

        for (int i = 0; i < Burst + 2; i++)
        {
            attacker.SendNext(batch, handle);
        }

        AttackObservation burst = AttackObservation.Nothing with
        {
            Receipts = Burst, Refused = 2, Reason = RefusalReason.RateLimited,
        };
        Assert.Equal(burst, attacker.Listen(Burst + 2));
        Assert.Equal(2, world.Counter("batches_over_verification_budget"));
        clock.Advance(TimeSpan.FromSeconds(1));
        attacker.SendNext(batch, handle);
        Assert.Equal(burst with { Receipts = Burst + 1 }, attacker.Listen(1));
    }

    private static Task<HostileAgent> AttackerAsync(TestWorld world)
    {
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        return HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
    }

    private static byte[] Forged(
        HostileAgent attacker, AgentName victim, MessageType type = MessageType.Data,
        SecurityLevel level = SecurityLevel.Restricted)
    {
        var batch = new ForgedBatch { Destination = victim, Type = type, Level = level };
        byte[] body = batch.Build(attacker, attacker.Resolve(victim));
        body[FirstPayload] ^= 1;
        return body;
    }

    private static AttackObservation Ended(RefusalReason reason, int receipts = 0) =>
        AttackObservation.Nothing with { Receipts = receipts, Reason = reason, Ending = LinkEnding.Closed };

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Seals and their handshakes against agents that break the protocol by hand.</summary>
public sealed class HostileSealTests
{
    private static readonly byte[] Payload = "payload"u8.ToArray();
    private static readonly SendOptions Seal = new() { Seal = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_router_hands_on_and_writes_holds_nothing_of_a_sealed_payload()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: "audit_logging: true"));
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient sender = await world.ConnectAsync(bundle);
        using HostileAgent receiver = await ConnectAsync(world, world.Certify(SandboxTier.Docker));
        byte[] canary = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 37))];
        Task sending = sender.SendConfirmedAsync(
            receiver.Bundle.Name, MessageType.Data, canary, Seal, Cancellation).AsTask();

        // The receiver's end by hand, so that the router's own bytes are seen: they stood in its ring like this.
        using SealKeys keys = Answer(receiver, bundle);
        byte[] run = NextRun(receiver);
        await sending;
        await world.Router.StopAsync();

        AssertHoldsNothing(run, canary);
        AssertHoldsNothing(File.ReadAllBytes(world.AuditPath), canary);
        Assert.Equal(FrameError.None, DeliveryView.TryRead(run, out DeliveryView delivery));
        MessageCursor messages = delivery.Run.Messages;
        Assert.True(messages.MoveNext());
        byte[] opened = new byte[canary.Length];
        Assert.True(keys.TryOpen(
            delivery.Batch.Epoch, delivery.Run.Header.FirstSequence, messages.Current, opened));
        Assert.Equal(canary, opened);
    }

    [Fact]
    public async Task What_does_not_open_is_not_delivered_and_the_run_goes_on()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient victim = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));

        attacker.Send(FrameKind.Batch, SealedByNobody(attacker, victim));

        ReceivedMessage received = await victim.ReceiveAsync(Cancellation);
        Assert.False(received.IsSealed);
        Assert.Equal(Payload, received.Payload.ToArray());
        Assert.Equal(1, Counter(victim, "messages_unopened"));
        Assert.Equal(1, Counter(victim, "messages_delivered"));
    }

    [Fact]
    public async Task A_peer_s_requests_for_seals_have_a_budget_and_others_have_theirs()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient victim = await world.ConnectAsync(bundle);
        AgentClient honest = await world.ConnectAsync(SandboxTier.GVisor);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));
        for (uint id = 1; id <= 20; id++)
        {
            attacker.Send(FrameKind.Control, Request(attacker, victim.Handle, bundle, id));
        }

        await EventuallyAsync(() => Counter(victim, "seals_made") + Counter(victim, "seals_refused") == 20);
        Assert.Equal(8, Counter(victim, "seals_made"));
        await honest.SendConfirmedAsync(victim.Name, MessageType.Data, Payload, Seal, Cancellation);
        Assert.True((await victim.ReceiveAsync(Cancellation)).IsSealed);
    }

    [Fact]
    public async Task A_request_for_a_seal_is_answered_once()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient victim = await world.ConnectAsync(bundle);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));
        byte[] request = Request(attacker, victim.Handle, bundle, 7);
        byte[] older = Request(attacker, victim.Handle, bundle, 6);

        attacker.Send(FrameKind.Control, request);
        attacker.Send(FrameKind.Control, request);
        attacker.Send(FrameKind.Control, older);

        await EventuallyAsync(() => Counter(victim, "seals_made") + Counter(victim, "seals_refused") == 3);
        Assert.Equal(1, Counter(victim, "seals_made"));
    }

    [Fact]
    public async Task A_request_for_another_agent_is_not_answered()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient victim = await world.ConnectAsync(SandboxTier.Docker);
        AgentBundle other = world.Certify(SandboxTier.Docker);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));

        attacker.Send(FrameKind.Control, Request(attacker, victim.Handle, other, 1));

        await EventuallyAsync(() => Counter(victim, "seals_refused") == 1);
        Assert.Equal(0, Counter(victim, "seals_made"));
    }

    [Fact]
    public async Task The_router_carries_handshakes_only_where_the_policy_connects_the_two()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data"));
        AgentBundle bundle = world.Certify(SandboxTier.GVisor);
        AgentClient victim = await world.ConnectAsync(bundle);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));

        attacker.Send(FrameKind.Control, Request(attacker, victim.Handle, bundle, 1));
        attacker.Send(FrameKind.Control, Request(attacker, 1000, bundle, 2));

        Assert.Equal(
            [(RefusalReason.NotPermittedType, 1UL), (RefusalReason.UnknownDestination, 2UL)], Refusals(attacker, 2));
        Assert.Equal(0, Counter(victim, "seals_refused"));
    }

    [Fact]
    public async Task The_router_carries_so_many_handshakes_of_a_session_and_no_more()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent attacker = await ConnectAsync(world, world.Certify(SandboxTier.Docker));
        byte[] request = Request(attacker, 1000, bundle, 1);
        for (int i = 0; i < 3000; i++)
        {
            attacker.Send(FrameKind.Control, request);
        }

        List<(RefusalReason Reason, ulong)> refusals = Refusals(attacker, 3000);

        Assert.InRange(refusals.Count(refusal => refusal.Reason == RefusalReason.UnknownDestination), 500, 2999);
        Assert.Contains(refusals, refusal => refusal.Reason == RefusalReason.RateLimited);
    }

    [Fact]
    public async Task A_destination_that_does_not_answer_costs_its_own_messages_and_they_are_told()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClientOptions options = world.Options(SandboxTier.Docker) with
        {
            RequestTimeout = TimeSpan.FromMilliseconds(300),
        };
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), options);
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);
        using HostileAgent silent = await ConnectAsync(world, world.Certify(SandboxTier.Docker));

        Task[] sends = [.. Enumerable.Range(0, 5).Select(_ =>
            sender.SendAsync(silent.Bundle.Name, MessageType.Data, Payload, Seal, Cancellation).AsTask())];
        await sender.SendAsync(other.Name, MessageType.Data, Payload, Seal, Cancellation);

        Assert.True((await other.ReceiveAsync(Cancellation)).IsSealed);
        foreach (Task send in sends)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => send);
        }
    }

    private static Task<HostileAgent> ConnectAsync(TestWorld world, AgentBundle bundle) => HostileAgent.ConnectAsync(
        bundle, bundle.Identity.Tier, world.Unix(bundle.Identity.Tier), Vocabulary.Name(bundle.Identity.Tier),
        Cancellation);

    private static SealParties Parties(AgentBundle initiator, AgentBundle responder, uint id) => new(
        Digest(initiator.Name), initiator.SigningKey.KeyId, Digest(responder.Name), responder.SigningKey.KeyId, id);

    private static byte[] Digest(AgentName name)
    {
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute((byte)DestinationKind.Agent, name.ToString(), digest);
        return digest;
    }

    private static byte[] Request(HostileAgent attacker, uint handle, AgentBundle victim, uint id)
    {
        using var asking = new SealInitiator(
            Parties(attacker.Bundle, victim, id), SealSuites.All, attacker.Epoch, attacker.Bundle.StaticKey,
            victim.StaticKey.PublicKey);
        byte[] noise = new byte[SealInitiator.RequestLength];
        asking.WriteRequest(noise);
        byte[] control = new byte[SealMessage.WireLength(noise.Length)];
        SealMessage.Write(control, ControlCode.SealRequest, handle, id, noise);
        return control;
    }

    // Waits for a request for a seal and answers it.
    private static SealKeys Answer(HostileAgent responder, AgentBundle initiator)
    {
        while (true)
        {
            ReadOnlySpan<byte> body = responder.Next(out FrameKind kind);
            Assert.False(body.IsEmpty);
            while (kind == FrameKind.Control && !body.IsEmpty)
            {
                ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content);
                if (header.Code != ControlCode.SealRequest)
                {
                    continue;
                }

                SealMessage.TryRead(header.Code, content, out SealMessage request);
                byte[] noise = new byte[SealResponder.AnswerLength];
                SealKeys? keys = SealResponder.TryAnswer(
                    Parties(initiator, responder.Bundle, request.SealId), SealSuites.All, responder.Epoch,
                    responder.Bundle.StaticKey, initiator.StaticKey.PublicKey, request.Noise, noise);
                Assert.NotNull(keys);
                byte[] control = new byte[SealMessage.WireLength(noise.Length)];
                uint id = request.SealId | MessageFlagFields.FromResponder;
                SealMessage.Write(control, ControlCode.SealAnswer, request.Handle, id, noise);
                responder.Send(FrameKind.Control, control);
                return keys;
            }
        }
    }

    private static byte[] NextRun(HostileAgent receiver)
    {
        while (true)
        {
            byte[] body = receiver.Next(out FrameKind kind);
            Assert.NotEmpty(body);
            if (kind == FrameKind.Run)
            {
                return body;
            }
        }
    }

    private static List<(RefusalReason Reason, ulong RequestId)> Refusals(HostileAgent agent, int count)
    {
        var refusals = new List<(RefusalReason, ulong)>();
        while (refusals.Count < count)
        {
            ReadOnlySpan<byte> body = agent.Next(out FrameKind kind);
            Assert.False(body.IsEmpty);
            while (kind == FrameKind.Control && !body.IsEmpty)
            {
                ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content);
                if (header.Code == ControlCode.Refusal)
                {
                    Assert.Equal(FrameError.None, RefusalMessage.TryRead(content, out RefusalMessage refusal));
                    Assert.Equal(RefusalScope.Request, refusal.Scope);
                    refusals.Add((refusal.Reason, refusal.First));
                }
            }
        }

        return refusals;
    }

    // A sealed message of no seal, then an honest one.
    private static byte[] SealedByNobody(HostileAgent sender, AgentClient victim)
    {
        var builder = new BatchBuilder(sender.Bundle.SigningKey, sender.Bundle.Name);
        builder.Reset(sender.Epoch, 1);
        long now = SystemClock.Instance.UnixNanoseconds;
        byte[] digest = Digest(victim.Name);
        byte[] header = new byte[MessageHeader.Size];
        byte[] fields = new byte[MessageFlagFields.FieldSize];
        MessageFlagFields.WriteSeal(fields, 1, victim.Epoch);
        MessageHeader.Write(
            header, now, 0, 50, 0, 0, MessageType.Data, SecurityLevel.Restricted, MessageFlags.Sealed);
        Assert.True(builder.TryReserve(victim.Handle, digest, 1, header, fields, out _));
        MessageHeader.Write(
            header, now, 0, Payload.Length, 0, 0, MessageType.Data, SecurityLevel.Restricted, MessageFlags.None);
        Assert.True(builder.TryAdd(victim.Handle, digest, 1, header, Payload));
        int length = builder.Close(now, SignatureSuite.Ed25519, sender.PreviousRoot, new byte[32]);
        return builder.Frame.Slice(FrameHeader.Size, length).ToArray();
    }

    private static void AssertHoldsNothing(byte[] bytes, byte[] canary)
    {
        Assert.NotEmpty(bytes);
        for (int start = 0; start + 8 <= 264; start++)
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(canary.AsSpan(start, 8)));
        }
    }

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

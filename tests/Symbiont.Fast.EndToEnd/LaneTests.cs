using System.Buffers.Binary;
using System.Collections.Concurrent;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Sessions of several links.</summary>
public sealed class LaneTests
{
    private static readonly byte[] Payload = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_pair_of_agents_keeps_its_order_over_its_lane()
    {
        const int Messages = 400;
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient hub = await ConnectAsync(world, lanes: 4);
        AgentClient[] others = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ConnectAsync(world, 1)))];
        var heard = new ConcurrentDictionary<AgentName, List<int>>();
        var threads = new ConcurrentDictionary<int, bool>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        hub.OnMessage((client, in message) =>
        {
            threads.TryAdd(Environment.CurrentManagedThreadId, true);
            heard.GetOrAdd(message.Sender, _ => []).Add(BinaryPrimitives.ReadInt32LittleEndian(message.Payload));
            if (Interlocked.Increment(ref count) == Messages * others.Length)
            {
                done.SetResult();
            }
        });

        await Task.WhenAll(others.Select(other => SendAllAsync(other, hub.Name, Messages)));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.All(others, other => Assert.Equal(Enumerable.Range(0, Messages), heard[other.Name]));
        Assert.InRange(threads.Count, 2, 4);
        Assert.Equal(3, world.Counter("lanes_joined"));
        Assert.Equal(0, Count(hub, "runs_missing"));
    }

    [Fact]
    public async Task Calls_receipts_seals_and_replies_work_over_every_lane()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await ConnectAsync(world, lanes: 3);
        var secret = new SendOptions { Level = SecurityLevel.Confidential };
        for (int i = 0; i < 4; i++)
        {
            AgentClient callee = await ConnectAsync(world, lanes: (i % 3) + 1);
            callee.OnMessage((client, in message) => client.Reply(message, message.Payload));

            ReceivedMessage plain = await caller.RequestAsync(callee.Name, Payload, null, Cancellation);
            ReceivedMessage sealedReply = await caller.RequestAsync(callee.Name, Payload, secret, Cancellation);
            await caller.SendConfirmedAsync(callee.Name, MessageType.Data, Payload, null, Cancellation);

            Assert.Equal(Payload, plain.Payload.ToArray());
            Assert.Equal(Payload, sealedReply.Payload.ToArray());
            Assert.True(sealedReply.IsSealed);
        }
    }

    [Fact]
    public async Task A_session_is_no_destination_before_its_last_lane_has_joined()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);

        // Their handles follow each other: one belongs to the lane that is there, one to the lane that is not.
        AgentClient[] others = [await ConnectAsync(world, lanes: 1), await ConnectAsync(world, lanes: 1)];
        using HostileAgent first = await ConnectUnprovenAsync(world, bundle);
        using HostileAgent second = await ConnectUnprovenAsync(world, bundle);
        first.AuthenticateWithLanes(1);

        foreach (AgentClient other in others)
        {
            MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
                await other.SendConfirmedAsync(bundle.Name, MessageType.Data, Payload, null, Cancellation));
            Assert.Equal(RefusalReason.DestinationUnreachable, refused.Reason);
        }

        second.AuthenticateJoining(first, first.Epoch, 1);
        foreach (AgentClient other in others)
        {
            await other.SendConfirmedAsync(bundle.Name, MessageType.Data, Payload, null, Cancellation);
        }

        Assert.True(second.Epoch > first.Epoch);
    }

    [Fact]
    public async Task A_link_without_the_sessions_secret_becomes_no_lane()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker, "lanes");
        AgentBundle sameName = world.Certify(SandboxTier.Docker, "lanes");
        using HostileAgent first = await ConnectUnprovenAsync(world, bundle);
        first.AuthenticateWithLanes(2);

        Assert.Equal(RefusalReason.Unauthenticated, await JoinAsync(world, bundle, null, first.Epoch, 1));
        Assert.Equal(RefusalReason.Unauthenticated, await JoinAsync(world, bundle, first, first.Epoch + 1, 1));
        Assert.Equal(RefusalReason.Unauthenticated, await JoinAsync(world, bundle, first, first.Epoch, 3));
        Assert.Equal(RefusalReason.Unauthenticated, await JoinAsync(world, sameName, first, first.Epoch, 1));
        Assert.Equal(RefusalReason.None, await JoinAsync(world, bundle, first, first.Epoch, 1));
        Assert.Equal(RefusalReason.Unauthenticated, await JoinAsync(world, bundle, first, first.Epoch, 1));

        Assert.Equal(5, world.Counter("lanes_refused"));
        Assert.Equal(1, world.Counter("lanes_joined"));
    }

    [Fact]
    public async Task A_session_with_more_lanes_than_allowed_is_refused()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { MaxLanesPerSession = 2 });

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(
            () => ConnectAsync(world, lanes: 3));
        await ConnectAsync(world, lanes: 2);

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
    }

    [Fact]
    public async Task A_lane_that_ends_ends_the_session_and_frees_the_agents_place()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent first = await ConnectUnprovenAsync(world, bundle);
        HostileAgent second = await ConnectUnprovenAsync(world, bundle);
        first.AuthenticateWithLanes(1);
        second.AuthenticateJoining(first, first.Epoch, 1);

        second.Abandon();
        AttackObservation end = first.ListenToTheEnd();
        AgentClient again = await world.ConnectAsync(bundle);

        Assert.NotEqual(LinkEnding.Open, end.Ending);
        Assert.True(again.Epoch > second.Epoch);
        Assert.Equal(0, world.Counter("sessions_displaced"));
    }

    [Fact]
    public async Task Lanes_that_do_not_come_in_time_end_the_session()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent first = await ConnectUnprovenAsync(world, bundle);

        first.AuthenticateWithLanes(1);

        Assert.Equal(RefusalReason.Unauthenticated, first.Listen(1).Reason);
    }

    [Fact]
    public async Task All_lanes_end_with_the_client_the_router_or_a_displacement()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient first = await ConnectAsync(world, lanes: 3);
        AgentClient second = await first.ReconnectAsync(Cancellation);
        AgentClient other = await ConnectAsync(world, lanes: 2);

        await second.SendConfirmedAsync(other.Name, MessageType.Data, Payload, null, Cancellation);
        Assert.Equal(RefusalReason.Unauthenticated, await first.Closed);
        await world.Router.StopAsync();

        Assert.Equal(RefusalReason.ShuttingDown, await second.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(RefusalReason.ShuttingDown, await other.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        AuditEventRecord[] opened = [.. AuditReader.Read(world.AuditPath).OfType<AuditEventRecord>()
            .Where(record => record.Event.Kind == AuditEventKind.SessionOpened)];
        Assert.Equal(8, opened.Length);
        Assert.Equal(
            2, opened.Count(record => record.Event.Detail == $"lane of {second.Epoch}"));
        await second.DisposeAsync();
    }

    private static async Task<AgentClient> ConnectAsync(TestWorld world, int lanes)
    {
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        return await world.ConnectAsync(bundle, world.Options(SandboxTier.Docker) with { Lanes = lanes });
    }

    private static async Task SendAllAsync(AgentClient from, AgentName to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] payload = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(payload, i);
            await from.SendAsync(to, MessageType.Data, payload, null, Cancellation);
        }
    }

    private static async Task<RefusalReason> JoinAsync(
        TestWorld world, AgentBundle bundle, HostileAgent? prover, uint epoch, int lane)
    {
        HostileAgent link = await ConnectUnprovenAsync(world, bundle);
        link.AuthenticateJoining(prover ?? link, epoch, lane);
        RefusalReason reason = link.Observation.Reason;
        if (reason != RefusalReason.None)
        {
            link.Abandon();
        }

        return reason;
    }

    private static Task<HostileAgent> ConnectUnprovenAsync(TestWorld world, AgentBundle bundle) =>
        HostileAgent.ConnectUnprovenAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);

    private static long Count(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;
}

using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>
/// A hundred thousand malformed frames against one live router. A router closes at the first one, so each has a
/// connection, or a session, of its own.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class MalformedFrameTests
{
    private const int Total = 100_000;
    private const int WarmUp = 20_000;
    private const int Sessions = 1_000;
    private const int AtOnce = 100;
    private const long MemoryBound = 32L << 20;

    private static readonly byte[] Payload = "still here"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_router_survives_a_hundred_thousand_and_answers_no_stranger()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { HandshakeTimeout = TimeSpan.FromMinutes(1) });
        AgentClient victim = await world.ConnectAsync(SandboxTier.Docker);
        long before = world.Counter("docker_connections");
        var frames = new MalformedFrames(seed: 2_026, MalformedFrames.GenuineHellos(world.RouterKey));

        await AttackFromSessionsAsync(world, victim.Name, frames, Sessions);
        AttackFromOutside(world, frames, WarmUp - Sessions);
        Footprint warm = Footprint.Take();
        await AttackFromSessionsAsync(world, victim.Name, frames, Sessions);
        AttackFromOutside(world, frames, Total - WarmUp - Sessions);
        Footprint end = Footprint.Take();

        // Every one was really taken in and judged: none was turned away at the door or left to a timeout.
        Assert.Equal(Total, world.Counter("docker_connections") - before);
        Assert.Equal(0, world.Counter("docker_connections_turned_away"));
        Assert.Equal(0, world.Counter("docker_handshakes_timed_out"));
        Assert.InRange(end.Managed - warm.Managed, long.MinValue, MemoryBound);
        Assert.InRange(end.WorkingSet - warm.WorkingSet, long.MinValue, MemoryBound);
        Assert.Equal(0, world.Counter("messages_accepted"));
        await StillWorksAsync(world, victim);
    }

    [Fact]
    public async Task A_genuine_first_frame_is_answered_so_silence_is_the_malformed_ones_doing()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using Socket socket = Open(world, MalformedFrames.GenuineHello(world.RouterKey));

        Assert.True(socket.Receive(new byte[1], SocketFlags.None, out SocketError error) == 1, $"{error}");
    }

    [Fact]
    public async Task A_genuine_first_frame_for_another_routers_key_is_not_answered()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        await using TestWorld other = TestWorld.Start(Policies.Open);
        using Socket socket = Open(world, MalformedFrames.GenuineHello(other.RouterKey));

        Assert.Equal(0, socket.Receive(new byte[1], SocketFlags.None, out _));
        Assert.Equal(1, world.Counter("docker_handshakes_silenced"));
    }

    private static async Task StillWorksAsync(TestWorld world, AgentClient victim)
    {
        Assert.False(world.Router.Failed.IsCompleted);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        await sender.SendConfirmedAsync(victim.Name, MessageType.Data, Payload, null, Cancellation);
        Assert.Equal(Payload, (await victim.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.Equal(1, world.Counter("messages_accepted"));
    }

    private static void AttackFromOutside(TestWorld world, MalformedFrames frames, int count)
    {
        var sockets = new Socket[AtOnce];
        byte[] answer = new byte[16];
        for (int done = 0; done < count; done += AtOnce)
        {
            Cancellation.ThrowIfCancellationRequested();
            int wave = Math.Min(AtOnce, count - done);
            for (int i = 0; i < wave; i++)
            {
                sockets[i] = Open(world, frames.Next());

                // Nothing more will come: a router that waits for the rest of a truncated frame stops to.
                sockets[i].Shutdown(SocketShutdown.Send);
            }

            for (int i = 0; i < wave; i++)
            {
                int received = sockets[i].Receive(answer, SocketFlags.None, out SocketError error);
                sockets[i].Dispose();
                Assert.Equal(0, received);

                // Closed by the router, with a reset when it had not read all: it did not just leave the sender
                // waiting.
                Assert.True(error is SocketError.Success or SocketError.ConnectionReset, $"{error}");
            }
        }
    }

    private static async Task AttackFromSessionsAsync(
        TestWorld world, AgentName victim, MalformedFrames frames, int count)
    {
        for (int i = 0; i < count; i++)
        {
            AgentBundle bundle = world.Certify(SandboxTier.Docker, "hostile");
            using HostileAgent attacker = await HostileAgent.ConnectAsync(
                bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
            Assert.NotEqual(0u, attacker.Epoch);
            Attack(attacker, victim, frames, i);

            // At most a refusal comes before the end; listens for one more, and so to the end.
            AttackObservation seen = attacker.Listen(2);
            Assert.Equal(0, seen.Receipts);
            Assert.Equal(LinkEnding.Closed, seen.Ending);
        }
    }

    private static void Attack(HostileAgent attacker, AgentName victim, MalformedFrames frames, int turn)
    {
        byte[] batch = new ForgedBatch { Destination = victim }.Build(attacker, handle: 1);
        byte[] noise = frames.RandomBytes(least: 16);
        switch (turn % 8)
        {
            case 0:
                attacker.Send(FrameKind.Batch, noise);
                break;
            case 1:
                attacker.Send(FrameKind.Control, noise);
                break;
            case 2:
                attacker.Send(FrameKind.Run, noise);
                break;
            case 3:
                attacker.SendUnsealed(noise);
                break;
            case 4:
                attacker.SendAltered(FrameKind.Batch, batch);
                break;
            default:
                frames.Mutate(batch);
                attacker.Send(FrameKind.Batch, batch);
                break;
        }
    }

    private static Socket Open(TestWorld world, byte[] first)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 20_000,
        };
        socket.Connect(new UnixDomainSocketEndPoint(world.Unix(SandboxTier.Docker).Path));
        Assert.Equal(first.Length, socket.Send(first, SocketFlags.None, out _));
        return socket;
    }

    /// <summary>What the process holds, with all garbage given back.</summary>
    private readonly record struct Footprint(long Managed, long WorkingSet)
    {
        public static Footprint Take()
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return new Footprint(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        }
    }
}

using System.Globalization;
using Symbiont.Fast.Client;
using Symbiont.Fast.EndToEnd;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Transport.Conformance.Tests.SharedMemory;

/// <summary>
/// An agent that writes anything anywhere in the memory at any time: its session ends, and nothing else happens.
/// SYMBIONT_SCRIBBLES says how often it writes; the long run takes a million. A seed tells each run.
/// </summary>
public sealed class ScribbleTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_124;
    private const int HeaderBytes = 1408;
    private const int Most = 400;
    private const byte Canary = 0xC5;

    private static int Scribbles => int.Parse(
        Environment.GetEnvironmentVariable("SYMBIONT_SCRIBBLES") ?? "5000", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_transport_stays_whole_and_its_neighbours_do_not_notice()
    {
        var random = new Random(Seed);
        using var budget = new MemoryBudget(RingPair.RingBytes, 16);
        using RingPair hostile = await RingPair.ConnectAsync(budget);
        using RingPair honest = await RingPair.ConnectAsync(budget);
        hostile.Switch();
        honest.Switch();
        int ended = 0;
        for (int written = 0, since = 0; written < Scribbles; written++, since++)
        {
            Cancellation.ThrowIfCancellationRequested();
            Scribble(hostile.Memory, random);
            bool isOver = !TurnHostile(hostile, random);
            if (isOver || since == Most)
            {
                ended += isOver ? 1 : 0;
                since = 0;
                await hostile.ConnectAgainAsync(takesBell: random.Next(2) == 0);
                hostile.Switch();
            }

            Exchange(honest, (byte)written);
        }

        output.WriteLine($"seed {Seed}: {Scribbles} corruptions ended {ended} connections");
        Assert.True(ended > 0);
        Assert.InRange(budget.Sessions, 2, 16);
    }

    [Fact]
    public async Task A_router_ends_the_session_and_serves_the_others()
    {
        var random = new Random(Seed);
        await using TestWorld world = TestWorld.Start(
            Policies.Open,
            options => options with
            {
                SharedMemoryRingBytes = RingPair.RingBytes,
                HandshakeTimeout = Guard.Patience,
            });
        AgentClient caller = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Shared(world));
        AgentClient callee = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Shared(world));
        callee.OnMessage((client, in message) => client.Reply(message, message.Payload));
        AgentBundle[] bundles = [.. Enumerable.Range(0, 64).Select(_ => world.Certify(SandboxTier.Docker))];
        int sessions = 0;
        for (int written = 0; written < Scribbles; sessions++)
        {
            written += await ScribbleSessionAsync(world, bundles[sessions % bundles.Length], random);
            byte[] payload = BitConverter.GetBytes(sessions);
            ReceivedMessage answer = await caller.RequestAsync(callee.Name, payload, null, Cancellation);
            Assert.Equal(payload, answer.Payload.ToArray());
        }

        long broken = world.Counter("docker_memory_broken");
        long malformed = world.Counter("docker_sessions_refused_malformed");
        output.WriteLine(
            $"seed {Seed}: {sessions} sessions, {broken} ended for positions, {malformed} for what they then sent");
        Assert.True(broken + malformed > 0);
        Assert.False(caller.Closed.IsCompleted || callee.Closed.IsCompleted);
        Assert.Equal(0, world.Counter("docker_memory_withheld"));
    }

    private static AgentClientOptions Shared(TestWorld world) =>
        world.Options(SandboxTier.Docker, world.Shared(SandboxTier.Docker)) with { RequestTimeout = Guard.Patience };

    // How often it wrote until its session was over or it gave up.
    private static async Task<int> ScribbleSessionAsync(TestWorld world, AgentBundle bundle, Random random)
    {
        using AgentConnection connection = await AgentConnection.ConnectAsync(
            world.Shared(SandboxTier.Docker), Guard.Patience, Guard.Patience, Cancellation);
        using var agent = new AgentByHand(connection, bundle, segment: 1000);
        agent.OpenSession();
        connection.StopWaiting();
        byte[] read = new byte[1000];
        int written = 0;
        IoStatus status = IoStatus.WouldBlock;
        while (status != IoStatus.Closed && written < Most)
        {
            Scribble(connection.Rings!.Memory, random);
            written++;
            if (random.Next(4) == 0)
            {
                agent.Ping();
            }

            status = connection.Receive(read, out _);
        }

        return written;
    }

    // Half of it among the words, where it matters most.
    private static void Scribble(Span<byte> memory, Random random)
    {
        int length = random.Next(1, 17);
        int place = random.Next(2) == 0 ? random.Next(HeaderBytes) : random.Next(memory.Length - length);
        Span<byte> what = memory.Slice(place, length);
        switch (random.Next(4))
        {
            case 0:
                what.Clear();
                break;
            case 1:
                what.Fill(0xFF);
                break;
            case 2:
                what[0]++;
                break;
            default:
                random.NextBytes(what);
                break;
        }
    }

    // What a bus does with it. False when the connection is over, and then for good.
    private static bool TurnHostile(RingPair pair, Random random)
    {
        Span<Readiness> ready = stackalloc Readiness[4];
        pair.Poller.Poll(ready);
        if (random.Next(16) == 0)
        {
            pair.Poller.Watch(pair.Router, read: random.Next(2) == 0, write: random.Next(2) == 0);
            pair.Poller.Wait(ready, 0);
        }

        Span<byte> buffer = stackalloc byte[600];
        buffer.Fill(Canary);
        int room = random.Next(1, 513);
        IoStatus read = pair.Router.Receive(buffer[..room], out int received);
        Assert.InRange(received, read == IoStatus.Done ? 1 : 0, read == IoStatus.Done ? room : 0);
        Assert.False(buffer[room..].ContainsAnyExcept(Canary));
        IoStatus write = pair.Router.Send(buffer[..room], out int sent);
        Assert.InRange(sent, 0, room);
        pair.Agent.Receive(buffer, out _);
        pair.Agent.Send(buffer[..room], out _);
        if (pair.Router.IsBroken)
        {
            Assert.Equal(IoStatus.Closed, pair.Router.Receive(buffer, out _));
            Assert.Equal(IoStatus.Closed, pair.Router.Send(buffer, out _));
        }

        return read != IoStatus.Closed && write != IoStatus.Closed;
    }

    private static void Exchange(RingPair pair, byte value)
    {
        Span<byte> one = [value];
        Assert.Equal(IoStatus.Done, pair.Agent.Send(one, out _));
        one.Clear();
        Assert.Equal(IoStatus.Done, pair.Router.Receive(one, out _));
        Assert.Equal(IoStatus.Done, pair.Router.Send(one, out _));
        one.Clear();
        Assert.Equal(IoStatus.Done, pair.Agent.Receive(one, out _));
        Assert.Equal(value, one[0]);
    }
}

using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.EndToEnd;

/// <summary>One peer begins handshakes as fast as it can: it gets its share, and the others get theirs.</summary>
public sealed class HandshakeFloodTests
{
    private const int Burst = 20;
    private const int Attempts = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_flood_costs_the_conductor_no_more_than_the_peers_share_and_others_are_served(int threads)
    {
        await using TestWorld world = StartLimited(threads);
        byte[] hello = MalformedFrames.GenuineHello(world.RouterKey);
        Task<int> flood = Task.Run(() => Enumerable.Range(0, Attempts).Count(_ => IsAnswered(world, hello)), Cancellation);

        // The same tier's bus, by its other listener: the flood is charged to the Unix socket's user.
        AgentClient caller = await ConnectByTcpAsync(world);
        AgentClient server = await ConnectByTcpAsync(world);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));
        ReceivedMessage reply = await caller.RequestAsync(server.Name, "still there"u8.ToArray(), null, Cancellation);

        Assert.Equal("still there"u8.ToArray(), reply.Payload.ToArray());
        Assert.Equal(Burst, await flood);
        Assert.Equal(Attempts - Burst, world.Counter("docker_connections_over_rate"));
        Assert.Equal(0, world.Counter("docker_connections_turned_away"));
        Assert.Equal(Burst + (2 * 3), world.Counter("handshake_steps"));
    }

    [Fact]
    public async Task A_peer_over_its_rate_is_served_again_when_time_has_passed()
    {
        var clock = new ManualClock(SystemClock.Instance.UnixNanoseconds);
        await using TestWorld world = StartLimited(1, clock);
        byte[] hello = MalformedFrames.GenuineHello(world.RouterKey);

        Assert.Equal(Burst, Enumerable.Range(0, Burst + 5).Count(_ => IsAnswered(world, hello)));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(IsAnswered(world, hello));
        Assert.False(IsAnswered(world, hello));
    }

    [Fact]
    public async Task Without_limits_a_flood_is_bounded_by_the_queue_and_no_stranger_is_answered_out_of_turn()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options.WithThreads(2) with { HandshakeQueueLength = 1 });
        byte[] hello = MalformedFrames.GenuineHello(world.RouterKey);
        var sockets = new List<Socket>();
        for (int i = 0; i < 200; i++)
        {
            sockets.Add(Open(world, hello));
        }

        int answered = sockets.Count(IsAnswered);

        Assert.Equal(200, answered + world.Counter("docker_handshakes_turned_away"));
        Assert.Equal(answered, world.Counter("handshake_steps"));
        sockets.ForEach(socket => socket.Dispose());
        await world.ConnectAsync(SandboxTier.Docker);
    }

    private static TestWorld StartLimited(int threads, IClock? clock = null) => TestWorld.Start(
        Policies.Open, options => options.WithThreads(threads) with
        {
            Clock = clock ?? new ManualClock(SystemClock.Instance.UnixNanoseconds),
            HandshakesPerSecondPerPeer = 1,
            HandshakeBurstPerPeer = Burst,
        });

    private static Task<AgentClient> ConnectByTcpAsync(TestWorld world) => world.ConnectAsync(
        world.Certify(SandboxTier.Docker), world.Options(SandboxTier.Docker, world.Tcp(SandboxTier.Docker)));

    private static bool IsAnswered(TestWorld world, byte[] hello)
    {
        using Socket socket = Open(world, hello);
        return IsAnswered(socket);
    }

    private static bool IsAnswered(Socket socket) => socket.Receive(new byte[1], SocketFlags.None, out _) == 1;

    private static Socket Open(TestWorld world, byte[] hello)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 20_000,
        };
        socket.Connect(new UnixDomainSocketEndPoint(world.Unix(SandboxTier.Docker).Path));

        // The router may have closed it by now.
        _ = socket.Send(hello, SocketFlags.None, out _);
        return socket;
    }
}

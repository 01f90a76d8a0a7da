using System.Net;
using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Agents with several ways to the router.</summary>
public sealed class EndPointListTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> DeadEnds =>
    [
        "unix:/nowhere/docker.sock", "hybrid:/nowhere/vm.sock:5000", "tcp:127.0.0.1:0",
    ];

    [Theory]
    [MemberData(nameof(DeadEnds))]
    public async Task The_next_one_is_taken_when_the_first_leads_nowhere(string dead)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            Options(world, [TransportEndPoint.Parse(dead), world.Unix(SandboxTier.Docker)]) with { Lanes = 2 });
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, "in"u8.ToArray(), null, Cancellation);

        Assert.Equal(world.Unix(SandboxTier.Docker), sender.EndPoint);
        Assert.Equal("in"u8.ToArray(), (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
    }

    [Fact]
    public async Task The_first_one_is_taken_when_it_works_and_again_after_it_failed()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        UnixEndPoint preferred = world.Unix(SandboxTier.Docker);
        string aside = preferred.Path + ".aside";
        File.Move(preferred.Path, aside);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        AgentClient first = await world.ConnectAsync(
            bundle, Options(world, [preferred, world.Tcp(SandboxTier.Docker)]));
        Assert.Equal(world.Tcp(SandboxTier.Docker), first.EndPoint);

        File.Move(aside, preferred.Path);
        await using AgentClient second = await first.ReconnectAsync(Cancellation);

        Assert.Equal(preferred, second.EndPoint);
    }

    [Fact]
    public async Task What_the_router_refuses_is_refused_and_no_other_way_tried()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle expired = world.Certify(SandboxTier.Docker, notAfterFromNow: -1_000_000_000);
        AgentClientOptions options = Options(
            world, [world.Unix(SandboxTier.Docker), world.Tcp(SandboxTier.Docker)]);

        await Assert.ThrowsAsync<SessionRefusedException>(() => world.ConnectAsync(expired, options));

        await world.Router.StopAsync();
        Assert.Equal(1, world.Counter("docker_connections"));
    }

    [Fact]
    public async Task Who_is_closed_without_a_word_tries_no_other_way()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClientOptions options = Options(
            world, [world.Unix(SandboxTier.GVisor), world.Unix(SandboxTier.Docker)]);

        await Assert.ThrowsAsync<SessionRefusedException>(
            () => world.ConnectAsync(world.Certify(SandboxTier.Docker), options));

        await world.Router.StopAsync();
        Assert.Equal(0, world.Counter("docker_connections"));
    }

    [Fact]
    public async Task When_none_works_each_is_named_with_its_reason()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        TransportEndPoint[] dead = [.. DeadEnds.Select(text => TransportEndPoint.Parse(text.Data))];

        NoEndPointException failure = await Assert.ThrowsAsync<NoEndPointException>(
            () => world.ConnectAsync(world.Certify(SandboxTier.Docker), Options(world, dead)));

        Assert.Equal(dead, failure.Failures.Select(each => each.EndPoint));
        Assert.All(failure.Failures, each => Assert.IsType<SocketException>(each.Reason));
        Assert.StartsWith("none of 3 endpoints can be reached: ", failure.Message, StringComparison.Ordinal);
        Assert.All(dead, each => Assert.Contains($"{each}: ", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_endpoint_alone_fails_as_it_always_did()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        await Assert.ThrowsAnyAsync<SocketException>(() => world.ConnectAsync(
            world.Certify(SandboxTier.Docker), Options(world, [new UnixEndPoint("/nowhere/docker.sock")])));
    }

    /// <summary>A machine that never answers takes its part of the time and leaves the rest.</summary>
    [Fact]
    public async Task One_that_is_silent_leaves_time_for_the_next()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var machine = new HybridEndPoint(Path.Combine(world.Folder, "vm.sock"), 5000);
        silent.Bind(new UnixDomainSocketEndPoint(machine.Path));
        silent.Listen();

        AgentClient client = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            Options(world, [machine, world.Unix(SandboxTier.Docker)]) with { ConnectTimeout = TimeSpan.FromSeconds(3) });

        Assert.Equal(world.Unix(SandboxTier.Docker), client.EndPoint);
    }

    /// <summary>A listener that accepts nobody, with as many waiting as may wait, likewise.</summary>
    [Fact]
    public async Task One_that_is_full_leaves_time_for_the_next()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using var full = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = new UnixEndPoint(Path.Combine(world.Folder, "full.sock"));
        full.Bind(new UnixDomainSocketEndPoint(path.Path));
        full.Listen(0);
        using var waiting = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await waiting.ConnectAsync(new UnixDomainSocketEndPoint(path.Path), Cancellation);

        AgentClient client = await world.ConnectAsync(
            world.Certify(SandboxTier.Docker),
            Options(world, [path, world.Unix(SandboxTier.Docker)]) with { ConnectTimeout = TimeSpan.FromSeconds(3) });

        Assert.Equal(world.Unix(SandboxTier.Docker), client.EndPoint);
    }

    [Fact]
    public async Task A_machine_that_speaks_otherwise_is_final()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var machine = new HybridEndPoint(Path.Combine(world.Folder, "vm.sock"), 5000);
        other.Bind(new UnixDomainSocketEndPoint(machine.Path));
        other.Listen();
        Task answer = Task.Run(
            async () =>
            {
                using Socket agent = await other.AcceptAsync(Cancellation);
                await agent.SendAsync("HTTP/1.1 400\r\n"u8.ToArray(), Cancellation);
                while (await agent.ReceiveAsync(new byte[64], Cancellation) > 0)
                {
                }
            },
            Cancellation);

        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => world.ConnectAsync(
            world.Certify(SandboxTier.Docker), Options(world, [machine, world.Unix(SandboxTier.Docker)])));

        Assert.Equal(SocketError.ProtocolNotSupported, refused.SocketErrorCode);
        Assert.StartsWith($"{machine}: the machine answered 'H'", refused.Message, StringComparison.Ordinal);
        await world.Router.StopAsync();
        Assert.Equal(0, world.Counter("docker_connections"));
    }

    [Fact]
    public async Task A_socket_that_its_file_guards_is_final()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "No file's permissions keep root out.");
        await using TestWorld world = TestWorld.Start(Policies.Open);
        UnixEndPoint guarded = world.Unix(SandboxTier.Docker);
        File.SetUnixFileMode(guarded.Path, UnixFileMode.None);

        SocketException refused = await Assert.ThrowsAnyAsync<SocketException>(() => world.ConnectAsync(
            world.Certify(SandboxTier.Docker), Options(world, [guarded, world.Tcp(SandboxTier.Docker)])));

        Assert.Equal(SocketError.AccessDenied, refused.SocketErrorCode);
    }

    [Fact]
    public async Task There_may_be_eight_and_no_more()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        TransportEndPoint[] nine = [.. Enumerable.Range(1, 9).Select(i => new TcpEndPoint(IPAddress.Loopback, i))];
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => world.ConnectAsync(world.Certify(SandboxTier.Docker), Options(world, nine)));
    }

    private static AgentClientOptions Options(TestWorld world, TransportEndPoint[] endPoints) =>
        world.Options(SandboxTier.Docker, endPoints[0]) with { FallbackEndPoints = [.. endPoints.Skip(1)] };
}

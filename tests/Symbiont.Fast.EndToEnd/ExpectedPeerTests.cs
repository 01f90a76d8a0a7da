using System.Globalization;
using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A listener that expects somebody: by the kernel's word before the handshake, by name at its end.</summary>
public sealed class ExpectedPeerTests
{
    private const uint Stranger = uint.MaxValue - 1;
    private const int ReportsBurst = 100;
    private const long Minute = 60_000_000_000L;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<ExpectedPeer, string> OthersThanThisProcess { get; } = new()
    {
        { new ExpectedPeer { Users = [Stranger] }, $"uid {OwnId("Uid:")}" },
        { new ExpectedPeer { Groups = [Stranger] }, $"gid {OwnId("Gid:")}" },
        { new ExpectedPeer { Users = [OwnId("Uid:")], Groups = [Stranger] }, $"gid {OwnId("Gid:")}" },
        { new ExpectedPeer { ControlGroup = "/no-such-group" }, $"another cgroup, uid {OwnId("Uid:")}" },
    };

    [Fact]
    public async Task Whom_the_listener_expects_is_served()
    {
        var expected = new ExpectedPeer { Users = [Stranger, OwnId("Uid:")], Groups = [OwnId("Gid:")] };
        await using TestWorld world = StartExpecting(expected);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, "in"u8.ToArray(), null, Cancellation);

        Assert.Equal("in"u8.ToArray(), (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.Equal(0, world.Counter("docker_connections_unexpected"));
    }

    [Fact]
    public async Task A_process_of_the_expected_control_group_is_served()
    {
        string? own = OwnControlGroup();
        Assert.SkipWhen(
            own is null || own.StartsWith("/..", StringComparison.Ordinal), "This process is in no group to expect.");
        await using TestWorld world = StartExpecting(new ExpectedPeer { ControlGroup = own });

        await world.ConnectAsync(SandboxTier.Docker);

        Assert.Equal(0, world.Counter("docker_connections_unexpected"));
    }

    [Theory]
    [MemberData(nameof(OthersThanThisProcess), DisableDiscoveryEnumeration = true)]
    public async Task Another_is_closed_without_a_byte_before_anything_is_read(ExpectedPeer expected, string why)
    {
        bool isTold = expected.ControlGroup is null || OwnControlGroup() is not null;
        Assert.SkipUnless(isTold, "This host has no control groups of version 2.");
        await using TestWorld world = StartExpecting(expected);

        Assert.False(IsAnswered(world));

        await world.Router.StopAsync();
        Assert.Equal(1, world.Counter("docker_connections_unexpected"));
        Assert.Equal(0, world.Counter("docker_connections"));
        Assert.Equal(0, world.Counter("docker_frames_in"));
        Assert.Equal(0, world.Counter("handshake_steps"));
        AuditEvent refused = Assert.Single(Refused(world));
        Assert.Equal((RefusalReason.Unauthenticated, "docker"), (refused.Reason, refused.Who));
        Assert.Equal($"unexpected peer on {world.Unix(SandboxTier.Docker)}: {why}", refused.Detail);
    }

    [Fact]
    public async Task A_true_credential_does_not_help_the_wrong_process()
    {
        await using TestWorld world = StartExpecting(new ExpectedPeer { Users = [Stranger] });
        AgentBundle bundle = world.Certify(SandboxTier.Docker);

        await Assert.ThrowsAsync<SessionRefusedException>(() => world.ConnectAsync(bundle));

        // The same agent, where nobody in particular is expected.
        await world.ConnectAsync(bundle, world.Options(SandboxTier.Docker, world.Tcp(SandboxTier.Docker)));
    }

    [Fact]
    public async Task Many_are_counted_charged_to_nobody_and_cannot_fill_the_audit_log()
    {
        const int Attempts = 3 * ReportsBurst;
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => Expecting(TestWorld.StopClock(options), new ExpectedPeer { Users = [Stranger] })
                with { HandshakesPerSecondPerPeer = 1, HandshakeBurstPerPeer = 5 });

        Assert.Equal(0, Enumerable.Range(0, Attempts).Count(_ => IsAnswered(world)));

        // Nor do they keep out of it whoever came as far as the handshake's end.
        await Assert.ThrowsAsync<SessionRefusedException>(
            () => ConnectByTcpAsync(world, world.Certify(SandboxTier.GVisor, "late", notAfterFromNow: -Minute)));
        await world.Router.StopAsync();
        Assert.Equal(Attempts, world.Counter("docker_connections_unexpected"));
        Assert.Equal(0, world.Counter("docker_connections_over_rate"));
        Assert.Equal(0, world.Counter("docker_events_lost"));
        AuditEvent[] refused = Refused(world);
        Assert.Equal(ReportsBurst, refused.Count(happened => happened.Who == "docker"));
        Assert.Equal(RefusalReason.CredentialExpired, refused.Single(happened => happened.Who != "docker").Reason);
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task A_listener_for_one_agent_takes_that_agent_and_no_other(string scheme)
    {
        AgentName resident = AgentName.Create("test.local", SandboxTier.Docker, "resident");
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => OnDocker(options, listener => listener with { Agents = [resident] }));
        TransportEndPoint endPoint =
            scheme == "unix" ? world.Unix(SandboxTier.Docker) : world.Tcp(SandboxTier.Docker);

        SessionRefusedException refused = await Assert.ThrowsAsync<SessionRefusedException>(
            () => ConnectAsync(world, world.Certify(SandboxTier.Docker, "carried"), endPoint));
        await ConnectAsync(world, world.Certify(SandboxTier.Docker, "resident"), endPoint);

        Assert.Equal(RefusalReason.Unauthenticated, refused.Reason);
        await world.Router.StopAsync();
        Assert.Equal("spiffe://test.local/docker/carried", Assert.Single(Refused(world)).Who);
        Assert.Equal(1, world.Counter("sessions_opened"));
    }

    [Fact]
    public void A_router_that_cannot_keep_its_word_does_not_start()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => TestWorld.Start(
            Policies.Open, options => OnDocker(
                options, listener => listener with { ExpectedPeer = new ExpectedPeer { Users = [1000] } })));

        Assert.Contains("Unix sockets only", fault.Message, StringComparison.Ordinal);
    }

    private static TestWorld StartExpecting(ExpectedPeer expected) =>
        TestWorld.Start(Policies.Open, options => Expecting(options, expected));

    // Not the TCP listener: there nobody can be expected.
    private static RouterOptions Expecting(RouterOptions options, ExpectedPeer expected) => OnDocker(
        options,
        listener => listener.EndPoint is TcpEndPoint ? listener : listener with { ExpectedPeer = expected });

    private static RouterOptions OnDocker(RouterOptions options, Func<ListenerOptions, ListenerOptions> change) =>
        options with
        {
            Listeners =
            [
                .. options.Listeners.Select(
                    listener => listener.Tier == SandboxTier.Docker ? change(listener) : listener),
            ],
        };

    private static Task<AgentClient> ConnectByTcpAsync(TestWorld world, AgentBundle bundle) =>
        ConnectAsync(world, bundle, world.Tcp(bundle.Identity.Tier));

    private static Task<AgentClient> ConnectAsync(TestWorld world, AgentBundle bundle, TransportEndPoint endPoint) =>
        world.ConnectAsync(bundle, world.Options(bundle.Identity.Tier, endPoint));

    private static bool IsAnswered(TestWorld world)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 20_000,
        };
        socket.Connect(new UnixDomainSocketEndPoint(world.Unix(SandboxTier.Docker).Path));

        // The router may have closed it by now.
        _ = socket.Send(MalformedFrames.GenuineHello(world.RouterKey), SocketFlags.None, out _);
        return socket.Receive(new byte[1], SocketFlags.None, out _) == 1;
    }

    private static AuditEvent[] Refused(TestWorld world) =>
        [.. AuditReader.Read(world.AuditPath).OfType<AuditEventRecord>().Select(record => record.Event)
            .Where(happened => happened.Kind == AuditEventKind.HandshakeRefused)];

    // proc_pid_status(5): real, effective, saved and file system id.
    private static uint OwnId(string field) => uint.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split('\t')[2],
        CultureInfo.InvariantCulture);

    private static string? OwnControlGroup() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))
            ?[3..];
}

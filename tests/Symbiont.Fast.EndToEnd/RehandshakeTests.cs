using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Handshakes inside live sessions, and sessions that go without.</summary>
public sealed class RehandshakeTests
{
    private static readonly KeyLifetimes AllTheTime = new()
    {
        RekeyFrames = 3,
        RehandshakeAfter = TimeSpan.FromMilliseconds(1),
        RehandshakeInterval = TimeSpan.Zero,
    };

    private readonly ManualClock _clock = new(SystemClock.Instance.UnixNanoseconds);

    public static TheoryData<AeadSuite> SupportedSuites => RekeyTests.SupportedSuites;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public async Task Calls_in_flight_go_on_across_handshakes_in_the_same_session(AeadSuite suite)
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { KeyLifetimes = AllTheTime });
        AgentClient caller = await ConnectAsync(world, suite);
        AgentClient server = await ConnectAsync(world, suite);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));

        while (Counter(caller, "rehandshakes") < 20 || Counter(server, "rehandshakes") < 20)
        {
            Task<ReceivedMessage>[] calls = [.. Enumerable.Range(0, 20).Select(call =>
                caller.RequestAsync(server.Name, BitConverter.GetBytes(call), null, Cancellation).AsTask())];
            ReceivedMessage[] replies = await Task.WhenAll(calls);
            Assert.Equal(Enumerable.Range(0, 20), replies.Select(reply => BitConverter.ToInt32(reply.Payload.Span)));
        }

        Assert.True(world.Counter("docker_rehandshakes") >= 40);
        Assert.Equal(2, world.Counter("sessions_opened"));
        Assert.Equal(0, world.Counter("sessions_closed"));
        Assert.Equal(0, world.Counter("docker_frames_unopened"));
    }

    [Fact]
    public async Task An_idle_agent_shakes_hands_too()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { KeyLifetimes = AllTheTime });
        AgentClient idle = await ConnectAsync(world, AeadSuite.ChaCha20Poly1305);

        while (Counter(idle, "rehandshakes") < 3)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal(0, world.Counter("sessions_closed"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_a_renewed_credential_carries_a_session_past_the_old_validity(bool renewed)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = _clock });
        AgentBundle bundle = world.Certify(SandboxTier.Docker, notAfterFromNow: Minutes(30));
        AgentClient sender = await world.ConnectAsync(bundle, Timed(world));
        AgentClient receiver = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Timed(world));
        await SendAsync(sender, receiver);

        _clock.Advance(TimeSpan.FromMinutes(15));
        if (renewed)
        {
            bundle.Renew(world.Recertify(bundle, Minutes(55)));
        }

        while (Counter(sender, "rehandshakes") < 1 || Counter(receiver, "rehandshakes") < 1)
        {
            await SendAsync(sender, receiver);
        }

        _clock.Advance(TimeSpan.FromMinutes(16));
        if (renewed)
        {
            await SendAsync(sender, receiver);
        }
        else
        {
            Exception? refused = await Record.ExceptionAsync(() => SendAsync(sender, receiver));
            Assert.True(refused is MessageRefusedException or IOException, refused?.ToString());
            Assert.Equal(RefusalReason.CredentialExpired, await sender.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }
    }

    [Fact]
    public async Task An_agent_that_does_not_shake_hands_again_is_cut_at_the_limit()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = _clock });
        using HostileAgent attacker = await AttackAsync(world);

        _clock.Advance(KeyLifetimes.Default.SessionLimit);
        attacker.Send(FrameKind.Control, Ping());

        AssertCut(attacker, RefusalReason.Unauthenticated);
        Assert.Equal(1, world.Counter("docker_sessions_too_old"));
    }

    [Fact]
    public async Task An_agent_that_leaves_a_handshake_half_way_is_cut()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = _clock });
        using HostileAgent attacker = await AttackAsync(world);
        _clock.Advance(KeyLifetimes.Default.RehandshakeInterval);
        attacker.Send(FrameKind.Control, attacker.BeginRehandshake());
        attacker.AwaitControl(ControlCode.Rehandshake);

        _clock.Advance(KeyLifetimes.Default.RehandshakeTimeout);
        attacker.Send(FrameKind.Control, Ping());

        AssertCut(attacker, RefusalReason.Unauthenticated);
        Assert.Equal(1, world.Counter("docker_sessions_too_old"));
    }

    [Fact]
    public async Task A_second_handshake_at_once_is_too_many()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open, options => options with { Clock = _clock });
        using HostileAgent attacker = await AttackAsync(world);

        attacker.Send(FrameKind.Control, attacker.BeginRehandshake());

        AssertCut(attacker, RefusalReason.RateLimited);
    }

    [Fact]
    public async Task Steps_out_of_turn_end_the_session()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { KeyLifetimes = AllTheTime });
        using (HostileAgent third = await AttackAsync(world))
        {
            third.Send(FrameKind.Control, Step(RehandshakeMessage.Third, new byte[200]));
            AssertCut(third, RefusalReason.Malformed);
        }

        using (HostileAgent twice = await AttackAsync(world))
        {
            byte[] first = twice.BeginRehandshake();
            twice.Send(FrameKind.Control, [.. first, .. first]);
            AssertCut(twice, RefusalReason.Malformed);
        }

        using (HostileAgent again = await AttackAsync(world))
        {
            byte[] first = again.BeginRehandshake();
            again.Send(FrameKind.Control, first);
            again.AwaitControl(ControlCode.Rehandshake);
            again.Send(FrameKind.Control, first);
            AssertCut(again, RefusalReason.Malformed);
        }

        foreach (byte step in new[] { RehandshakeMessage.Second, RehandshakeMessage.Done })
        {
            using HostileAgent wrong = await AttackAsync(world);
            wrong.Send(FrameKind.Control, Step(step, step == RehandshakeMessage.Done ? [] : new byte[200]));
            AssertCut(wrong, RefusalReason.Malformed);
        }
    }

    [Fact]
    public async Task A_handshake_that_is_not_this_sessions_ends_it()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { KeyLifetimes = AllTheTime });
        using HostileAgent other = await AttackAsync(world);
        using HostileAgent attacker = await AttackAsync(world);

        attacker.Send(FrameKind.Control, other.BeginRehandshake());

        AssertCut(attacker, RefusalReason.Unauthenticated);
    }

    [Fact]
    public async Task A_client_gives_a_session_up_whose_router_does_not_shake_hands()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient client = await world.ConnectAsync(world.Certify(SandboxTier.Docker), Timed(world));

        _clock.Advance(KeyLifetimes.Default.SessionLimit);

        // A nudge. The receive thread may have looked at the clock already, then it finds the session over.
        Exception? nudged = await Record.ExceptionAsync(async () => await client.SendAsync(
            AgentName.Create("test.local", SandboxTier.Docker, "nobody"), MessageType.Data, default, null,
            Cancellation));

        Assert.True(nudged is MessageRefusedException or IOException, nudged?.ToString());
        Assert.Equal(RefusalReason.Unauthenticated, await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    private static void AssertCut(HostileAgent attacker, RefusalReason reason) => Assert.Equal(
        AttackObservation.Nothing with { Reason = reason, Ending = LinkEnding.Closed }, attacker.Listen(1));

    private static async Task SendAsync(AgentClient sender, AgentClient receiver)
    {
        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, "x"u8.ToArray(), null, Cancellation);
        await receiver.ReceiveAsync(Cancellation);
    }

    private static Task<HostileAgent> AttackAsync(TestWorld world) => HostileAgent.ConnectAsync(
        world.Certify(SandboxTier.Docker), SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);

    private static Task<AgentClient> ConnectAsync(TestWorld world, AeadSuite suite) => world.ConnectAsync(
        world.Certify(SandboxTier.Docker),
        world.Options(SandboxTier.Docker) with
        {
            KeyLifetimes = AllTheTime,
            OfferedSuites = AeadSuites.Bit(suite),
        });

    private static byte[] Step(byte step, byte[] noise)
    {
        byte[] message = new byte[RehandshakeMessage.WireLength(noise.Length)];
        RehandshakeMessage.Write(message, step, noise);
        return message;
    }

    private static byte[] Ping()
    {
        byte[] message = new byte[PingMessage.WireLength];
        new PingMessage(ControlCode.Ping, 1, 2).Write(message);
        return message;
    }

    private static long Minutes(int minutes) => KeyLifetimes.Nanoseconds(TimeSpan.FromMinutes(minutes));

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;

    private AgentClientOptions Timed(TestWorld world) =>
        world.Options(SandboxTier.Docker) with { Clock = _clock };
}

using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Links whose keys change all the time.</summary>
public sealed class RekeyTests
{
    private static readonly KeyLifetimes EverySecondFrame = new() { RekeyFrames = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<AeadSuite> SupportedSuites =>
        [.. Enum.GetValues<AeadSuite>().Where(suite => (AeadSuites.SupportedHere & AeadSuites.Bit(suite)) != 0)];

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public async Task Calls_go_on_across_many_keys_in_both_directions(AeadSuite suite)
    {
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { KeyLifetimes = EverySecondFrame });
        AgentClient caller = await ConnectAsync(world, suite);
        AgentClient server = await ConnectAsync(world, suite);
        server.OnMessage((AgentClient client, in IncomingMessage message) => client.Reply(message, message.Payload));
        for (int number = 0; number < 100; number++)
        {
            Task<ReceivedMessage>[] calls = [.. Enumerable.Range(0, 5).Select(call =>
                caller.RequestAsync(server.Name, BitConverter.GetBytes(call), null, Cancellation).AsTask())];
            ReceivedMessage[] replies = await Task.WhenAll(calls);
            Assert.Equal(Enumerable.Range(0, 5), replies.Select(reply => BitConverter.ToInt32(reply.Payload.Span)));
        }

        Assert.True(Counter(caller, "rekeys_out") >= 50);
        Assert.True(Counter(caller, "rekeys_in") >= 50);
        Assert.True(Counter(server, "rekeys_out") >= 50);
        Assert.True(world.Counter("docker_rekeys_in") >= 100);
        Assert.True(world.Counter("docker_rekeys_out") >= 100);
        Assert.Equal(0, world.Counter("docker_frames_unopened"));
    }

    [Fact]
    public async Task A_record_with_the_other_phase_bit_ends_the_session()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using HostileAgent attacker = await HostileAgent.ConnectAsync(
            world.Certify(SandboxTier.Docker), SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker",
            Cancellation);

        attacker.SendAltered(FrameKind.Control, Ping(), bit: 6 * 8);

        AssertCut(world, attacker);
    }

    [Fact]
    public async Task A_record_of_an_earlier_phase_ends_the_session()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using HostileAgent attacker = await HostileAgent.ConnectAsync(
            world.Certify(SandboxTier.Docker), SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker",
            Cancellation, EverySecondFrame);

        byte[] old = attacker.SendAndKeep(FrameKind.Control, Ping());
        attacker.Send(FrameKind.Control, Ping());
        attacker.Send(FrameKind.Control, Ping());
        attacker.SendUnsealed(old);

        AssertCut(world, attacker);
        Assert.Equal(1, world.Counter("docker_rekeys_in"));
    }

    private static void AssertCut(TestWorld world, HostileAgent attacker)
    {
        Assert.Equal(
            AttackObservation.Nothing with { Reason = RefusalReason.Malformed, Ending = LinkEnding.Closed },
            attacker.Listen(1));
        Assert.Equal(1, world.Counter("docker_frames_unopened"));
    }

    private static byte[] Ping()
    {
        byte[] message = new byte[PingMessage.WireLength];
        new PingMessage(ControlCode.Ping, 1, 2).Write(message);
        return message;
    }

    private static Task<AgentClient> ConnectAsync(TestWorld world, AeadSuite suite) => world.ConnectAsync(
        world.Certify(SandboxTier.Docker),
        world.Options(SandboxTier.Docker) with
        {
            KeyLifetimes = EverySecondFrame,
            OfferedSuites = AeadSuites.Bit(suite),
        });

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;
}

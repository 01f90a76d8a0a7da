using Symbiont.Fast.Client;
using Symbiont.Fast.EndToEnd;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>A router over the transport: what the stream does to frames, and frames to the stream.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class BusContract<T> : TransportContract<T>
    where T : ITransportUnderTest, new()
{
    private const int Handshakes = 64;

    private static readonly byte[] Payload = [1, 2, 3];

    [Fact]
    public async Task A_handshake_in_segments_of_one_byte_is_served()
    {
        await using TestWorld world = StartWorld();
        using Connection connection = await Transport.ConnectAsync(EndPoint(world));
        using var agent = new AgentByHand(connection, world.Certify(SandboxTier.Docker), segment: 1);

        Assert.True(agent.OpenSession() > 0);

        Assert.Equal(1, world.Counter("sessions_opened"));
    }

    /// <summary>
    /// There are many more deaths than places for handshakes: were one place not given back each time, the last would
    /// be turned away.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_dies_at_any_byte_of_its_first_frame_leaves_nothing_behind(bool halfOpen)
    {
        await using TestWorld world = StartWorld();
        using AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using var unsent = new AgentByHand(await Transport.ConnectAsync(EndPoint(world)), bundle, segment: 1);
        byte[] frame = unsent.FirstFrame();
        Assert.True(frame.Length > 4 * Handshakes);
        for (int length = 0; length < frame.Length; length++)
        {
            using Connection dying = await Transport.ConnectAsync(EndPoint(world));
            new StreamEnd(dying, null).SendAll(frame.AsSpan(0, length));
            if (halfOpen)
            {
                dying.EndSending();
                dying.SetReceiveTimeout(Guard.Patience);
                Assert.Equal(IoStatus.Closed, dying.Receive(new byte[1], out _));
            }

            dying.Dispose();
            await UntilAsync(() => world.Counter("docker_connections") == length + 2);
        }

        Assert.Equal(0, world.Counter("docker_connections_turned_away"));
        Assert.Equal(0, world.Counter("sessions_opened"));
        await ConnectAsync(world, "honest");
        Assert.Equal(1, world.Counter("sessions_opened"));
    }

    /// <summary>The destination's ring is the credit: used up it refuses, and reading gives it back.</summary>
    [Fact]
    public async Task A_destination_that_does_not_read_is_overloaded_and_others_are_served()
    {
        await using TestWorld world = StartWorld();
        AgentBundle bundle = world.Certify(SandboxTier.Docker, "deaf");
        using Connection connection = await Transport.ConnectAsync(EndPoint(world));
        using var deaf = new AgentByHand(connection, bundle, segment: 1000);
        deaf.OpenSession();
        AgentClient sender = await ConnectAsync(world, "sender");
        AgentClient lively = await ConnectAsync(world, "lively");

        while (await TrySendAsync(sender, bundle.Name))
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        // The kernel's buffers may grow and take a little more meanwhile, so the next one need not be refused as well.
        await sender.SendConfirmedAsync(lively.Name, MessageType.Data, Payload, null, Cancellation);
        Assert.Equal(Payload, (await lively.ReceiveAsync(Cancellation)).Payload.ToArray());

        connection.StopWaiting();
        byte[] read = new byte[100_000];
        do
        {
            Cancellation.ThrowIfCancellationRequested();
            Assert.NotEqual(IoStatus.Closed, connection.Receive(read, out _));
        }
        while (!await TrySendAsync(sender, bundle.Name));
    }

    private static async Task<bool> TrySendAsync(AgentClient sender, AgentName to)
    {
        try
        {
            await sender.SendConfirmedAsync(to, MessageType.Data, new byte[50_000], null, Cancellation);
            return true;
        }
        catch (MessageRefusedException refused)
        {
            Assert.Equal(RefusalReason.DestinationOverloaded, refused.Reason);
            return false;
        }
    }

    // The router's counters are read from outside; the yield lets its thread get on. The guard is the test's own end.
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        guard.CancelAfter(Guard.Patience);
        while (!condition())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static TransportEndPoint EndPoint(TestWorld world) => world.Router.EndPoints[^1];

    private static Task<AgentClient> ConnectAsync(TestWorld world, string id) => world.ConnectAsync(
        world.Certify(SandboxTier.Docker, id), world.Options(SandboxTier.Docker, EndPoint(world)));

    private TestWorld StartWorld() => TestWorld.Start(
        Policies.Open, options => Transport.Configure(TestWorld.StopClock(options)) with
    {
        Listeners = [.. options.Listeners, new ListenerOptions(SandboxTier.Docker, Transport.NewEndPoint(), "docker")],
        MaxHandshakesPerBus = Handshakes,
    });
}

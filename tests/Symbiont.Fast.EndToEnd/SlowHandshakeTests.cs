using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Something that listens where the router should, and takes its time.</summary>
public sealed class SlowHandshakeTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");
    private readonly Socket _router = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SlowHandshakeTests()
    {
        _router.Bind(new UnixDomainSocketEndPoint(EndPoint.Path));
        _router.Listen();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private UnixEndPoint EndPoint => new(Path.Combine(_folder.FullName, "slow.sock"));

    [Fact]
    public async Task A_byte_now_and_then_does_not_stretch_the_time_limit()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        Task drip = Task.Run(Drip, Cancellation);

        await Assert.ThrowsAsync<TimeoutException>(() => world.ConnectAsync(
            world.Certify(SandboxTier.Docker), Options(world, TimeSpan.FromMilliseconds(300))));

        await drip.WaitAsync(s_long, Cancellation);
    }

    [Fact]
    public async Task Who_gives_up_amid_the_handshake_is_let_go()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<AgentClient> connecting = AgentClient.ConnectAsync(
            world.Certify(SandboxTier.Docker), Options(world, 10 * s_long), giveUp.Token);
        using Socket agent = await _router.AcceptAsync(Cancellation);
        Assert.NotEqual(0, await agent.ReceiveAsync(new byte[WireLimits.MaxHandshakeFrame], Cancellation));

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(s_long, Cancellation));
        Assert.Equal(0, await agent.ReceiveAsync(new byte[1], Cancellation));
    }

    public void Dispose()
    {
        _router.Dispose();
        _folder.Delete(recursive: true);
    }

    private AgentClientOptions Options(TestWorld world, TimeSpan connectTimeout) =>
        world.Options(SandboxTier.Docker, EndPoint) with { ConnectTimeout = connectTimeout };

    // Of a frame that goes on, until the agent leaves; all of it would take many times the limit.
    private void Drip()
    {
        byte[] frame = new byte[300];
        new FrameHeader(frame.Length, FrameKind.Handshake, 0).Write(frame);
        using Socket agent = _router.Accept();
        Assert.NotEqual(0, agent.Receive(new byte[WireLimits.MaxHandshakeFrame]));
        for (int i = 0; i < frame.Length && !agent.Poll(TimeSpan.FromMilliseconds(30), SelectMode.SelectRead); i++)
        {
            agent.Send(frame.AsSpan(i, 1), SocketFlags.None, out _);
        }
    }
}

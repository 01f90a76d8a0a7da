using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A router at the host of a virtual machine: what its bus does at the port's socket.</summary>
public sealed class HybridPortTests
{
    private const uint Stranger = 4_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>More than any monitor keeps are closed at once, counted, and take no place of the bus's.</summary>
    [Fact]
    public async Task It_takes_as_many_connections_as_a_monitor_keeps()
    {
        await using TestWorld world = Start(expected: null, out HybridEndPoint port);
        var guests = new List<SocketConnection>();
        for (int i = 0; i < HybridListener.MaxConnections; i++)
        {
            guests.Add(await ConnectAsync(port));
        }

        await IsClosedAsync(port);

        await world.Router.StopAsync();
        Assert.Equal(1, world.Counter("firecracker_connections_over_bound"));
        Assert.Equal(HybridListener.MaxConnections, world.Counter("firecracker_connections"));
        guests.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public async Task Another_process_than_the_monitor_is_closed()
    {
        await using TestWorld world = Start(new ExpectedPeer { Users = [Stranger] }, out HybridEndPoint port);

        await IsClosedAsync(port);

        await world.Router.StopAsync();
        Assert.Equal(1, world.Counter("firecracker_connections_unexpected"));
        Assert.Equal(0, world.Counter("firecracker_connections"));
    }

    [Fact]
    public async Task The_ports_socket_goes_with_the_router()
    {
        await using TestWorld world = Start(expected: null, out HybridEndPoint port);
        Assert.True(File.Exists(port.ForGuests.Path));
        Assert.Equal(port, world.Router.EndPoints[^1]);

        await world.Router.StopAsync();

        Assert.False(File.Exists(port.ForGuests.Path));
    }

    private static TestWorld Start(ExpectedPeer? expected, out HybridEndPoint port)
    {
        HybridEndPoint? made = null;
        TestWorld world = TestWorld.Start(Policies.Open, options =>
        {
            made = new HybridEndPoint(Path.Combine(Path.GetDirectoryName(options.AuditPath)!, "vm.sock"), 5000);
            var listener = new ListenerOptions(SandboxTier.Firecracker, made, "firecracker") { ExpectedPeer = expected };
            return TestWorld.StopClock(options) with
            {
                Listeners = [.. options.Listeners, listener],
                MaxHandshakesPerBus = HybridListener.MaxConnections + 10,
            };
        });
        port = made!;
        return world;
    }

    private static async Task IsClosedAsync(HybridEndPoint port)
    {
        using SocketConnection guest = await ConnectAsync(port);
        guest.SetReceiveTimeout(Patience);
        Assert.Equal(IoStatus.Closed, guest.Receive(new byte[1], out _));
    }

    private static Task<SocketConnection> ConnectAsync(HybridEndPoint port) => SocketConnection.ConnectAsync(
        port.ForGuests, Patience, Patience, TestContext.Current.CancellationToken);
}

using System.Net.Sockets;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

public sealed class HybridListenerTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");

    private HybridEndPoint EndPoint => new(Path.Combine(_folder.FullName, "vm.sock"), 5000);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_monitor_finds_the_port_beside_the_machines_socket()
    {
        using HybridListener listener = HybridListener.Listen(EndPoint, OwnerOnly);
        Assert.Equal(EndPoint, listener.EndPoint);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(EndPoint.Path + "_5000"));

        using SocketConnection guest = await ConnectAsync();
        Assert.True(listener.TryAccept(out Connection? router));
        using (router)
        {
            Assert.True(router.TryFindCredentials(out PeerCredentials peer));
            Assert.Equal(new PeerOrigin(PeerOriginKind.User, peer.User), router.FindOrigin());
        }
    }

    /// <summary>A place comes back once, however often its connection is disposed of.</summary>
    [Fact]
    public async Task More_than_the_bound_are_closed_and_counted_until_a_place_is_free()
    {
        using HybridListener listener = HybridListener.Listen(EndPoint, OwnerOnly, places: 2);
        using SocketConnection one = await ConnectAsync();
        using SocketConnection two = await ConnectAsync();
        Assert.True(listener.TryAccept(out Connection? first));
        Assert.True(listener.TryAccept(out Connection? second));
        Assert.Equal(0, listener.TakeRefused());

        await IsTurnedAwayAsync(listener);
        await IsTurnedAwayAsync(listener);
        Assert.Equal(2, listener.TakeRefused());
        Assert.Equal(0, listener.TakeRefused());

        first.Dispose();
        first.Dispose();
        using SocketConnection three = await ConnectAsync();
        Assert.True(listener.TryAccept(out Connection? third));
        await IsTurnedAwayAsync(listener);
        third.Dispose();
        second.Dispose();
    }

    [Fact]
    public void A_socket_file_that_nobody_listens_on_is_replaced()
    {
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(EndPoint.Path + ".killed"));
            killed.Listen();
            File.Move(EndPoint.Path + ".killed", EndPoint.ForGuests.Path);
        }

        using HybridListener listener = HybridListener.Listen(EndPoint, OwnerOnly);
        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        using HybridListener first = HybridListener.Listen(EndPoint, OwnerOnly);

        SocketException refused = Assert.Throws<SocketException>(() => HybridListener.Listen(EndPoint, OwnerOnly));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
        Assert.Equal($"{EndPoint.ForGuests}: another process listens there", refused.Message);
    }

    /// <summary>Looking whether somebody listens must not wait for somebody who accepts nobody.</summary>
    [Fact]
    public void A_port_whose_listener_is_overrun_is_in_use()
    {
        using var deaf = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        deaf.Bind(new UnixDomainSocketEndPoint(EndPoint.ForGuests.Path));
        deaf.Listen(0);
        using var waiting = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        waiting.Connect(new UnixDomainSocketEndPoint(EndPoint.ForGuests.Path));

        SocketException refused = Assert.Throws<SocketException>(() => HybridListener.Listen(EndPoint, OwnerOnly));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }

    private async Task IsTurnedAwayAsync(HybridListener listener)
    {
        using SocketConnection guest = await ConnectAsync();
        Assert.False(listener.TryAccept(out _));
        guest.SetReceiveTimeout(ConnectedPair.Patience);
        Assert.Equal(IoStatus.Closed, guest.Receive(new byte[1], out _));
    }

    private Task<SocketConnection> ConnectAsync() => SocketConnection.ConnectAsync(
        EndPoint.ForGuests, ConnectedPair.Patience, ConnectedPair.Patience, TestContext.Current.CancellationToken);
}

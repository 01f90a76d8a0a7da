using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Where agents come in.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class ListenerContract<T> : TransportContract<T>
    where T : ITransportUnderTest, new()
{
    [Fact]
    public async Task Who_connects_where_nobody_listens_is_refused() =>
        await Assert.ThrowsAnyAsync<SocketException>(() => Transport.ConnectAsync(Transport.DeadEndPoint()));

    [Fact]
    public void Where_one_listens_no_other_can()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());

        SocketException refused = Assert.Throws<SocketException>(() => Transport.Listen(listener.EndPoint));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_place_is_free_again_when_its_listener_has_gone()
    {
        ConnectionListener first = Transport.Listen(Transport.NewEndPoint());

        // The listener's side closes first, which leaves a TCP address in TIME_WAIT.
        using (Connection left = await Transport.ConnectAsync(first.EndPoint))
        {
            ConnectedEnds.Accept(Transport, first).Dispose();
            Assert.Equal(IoStatus.Closed, left.Receive(new byte[1], out _));
        }

        first.Dispose();
        first.Dispose();
        using ConnectionListener second = Transport.Listen(first.EndPoint);

        using Connection agent = await Transport.ConnectAsync(second.EndPoint);
        using Connection router = ConnectedEnds.Accept(Transport, second);
        Assert.Equal(IoStatus.WouldBlock, router.Receive(new byte[1], out _));
    }

    [Fact]
    public async Task Each_peer_is_accepted_once()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        Assert.False(listener.TryAccept(out _));
        using Connection one = await Transport.ConnectAsync(listener.EndPoint);
        using Connection two = await Transport.ConnectAsync(listener.EndPoint);

        using Connection first = ConnectedEnds.Accept(Transport, listener);
        using Connection second = ConnectedEnds.Accept(Transport, listener);

        Assert.NotSame(first, second);
        Assert.False(listener.TryAccept(out _));
        Assert.False(listener.IsExhausted);
    }

    [Fact]
    public async Task Who_waits_at_a_listener_that_goes_is_closed()
    {
        ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        using Connection waiting = await Transport.ConnectAsync(listener.EndPoint);
        using Connection talking = await Transport.ConnectAsync(listener.EndPoint);
        talking.Send([1, 2, 3], out _);

        listener.Dispose();

        foreach (Connection agent in new[] { waiting, talking })
        {
            agent.SetReceiveTimeout(Guard.Patience);
            Assert.Equal(IoStatus.Closed, agent.Receive(new byte[1], out _));
        }
    }

    [Fact]
    public async Task What_a_peer_sent_before_it_was_accepted_and_left_is_there()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        Connection agent = await Transport.ConnectAsync(listener.EndPoint);
        agent.Send([1, 2, 3], out _);
        agent.Dispose();

        using Connection router = ConnectedEnds.Accept(Transport, listener);
        using IPollerUnderTest poller = Transport.CreatePoller();
        poller.Add(router, 1);
        Assert.Equal([1, 2, 3], new StreamEnd(router, poller).ReceiveToEnd());
    }
}

using System.Net;
using System.Net.Sockets;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>What is particular to sockets by system calls: connecting that takes its time, and who is there.</summary>
public sealed class DescriptorConnectionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private static readonly IDescriptorFamily Family = new DescriptorTcpTransport.InternetFamily();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_that_comes_after_a_while_names_the_endpoint()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        TcpEndPoint nobody = Bind(bound);

        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(nobody, Guard.Patience));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.StartsWith($"{nobody}: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_ends_at_its_time_limit()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        TcpEndPoint full = Bind(silent);
        silent.Listen(0);
        var waiting = new List<DescriptorConnection>();

        // Loopback takes those that the backlog has room for; the next one gets no answer.
        SocketException late = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (waiting.Count < 100)
            {
                waiting.Add(await ConnectAsync(full, waiting.Count < 1 ? Guard.Patience : Moment));
            }
        });

        Assert.Equal(SocketError.TimedOut, late.SocketErrorCode);
        waiting.ForEach(connection => connection.Dispose());
    }

    /// <summary>Who polls it would turn without a rest: it stays ready.</summary>
    [Fact]
    public void A_listener_that_listens_no_more_is_exhausted()
    {
        using DescriptorListener listener = Listen();
        Assert.False(listener.TryAccept(out _));
        Assert.False(listener.IsExhausted);
        using var handle = new SafeSocketHandle(listener.Descriptor, ownsHandle: false);
        using (var same = new Socket(handle))
        {
            same.Shutdown(SocketShutdown.Both);
        }

        Assert.False(listener.TryAccept(out _));

        Assert.True(listener.IsExhausted);
    }

    [Fact]
    public async Task Who_was_told_to_give_up_does_not_connect()
    {
        using DescriptorListener listener = Listen();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DescriptorConnection.ConnectAsync(
            Family, listener.EndPoint, Guard.Patience, Guard.Patience, new CancellationToken(canceled: true)));
        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public async Task The_family_says_where_the_peer_is_and_the_kernel_knows_no_process()
    {
        using DescriptorListener listener = Listen();
        using DescriptorConnection agent = await ConnectAsync((TcpEndPoint)listener.EndPoint, Guard.Patience);
        using var transport = new DescriptorTcpTransport();
        using Connection router = ConnectedEnds.Accept(transport, listener);

        Assert.Equal(new PeerOrigin(PeerOriginKind.IPv4, 0x7F00_0001), router.FindOrigin());
        Assert.False(router.TryFindCredentials(out _));
        Assert.Null(router.FindControlGroup());
    }

    [Fact]
    public async Task What_was_disposed_of_reaches_no_descriptor()
    {
        using DescriptorListener listener = Listen();
        DescriptorConnection agent = await ConnectAsync((TcpEndPoint)listener.EndPoint, Guard.Patience);
        agent.Dispose();

        Assert.Throws<ObjectDisposedException>(() => agent.Descriptor);
        Assert.Throws<ObjectDisposedException>(() => agent.Receive(new byte[1], out _));
        Assert.Throws<ObjectDisposedException>(() => agent.Send([1], out _));
    }

    /// <summary>A peer that takes a byte now and then does not keep a writer beyond its limit.</summary>
    [Fact]
    public async Task A_trickle_does_not_stretch_the_time_limit()
    {
        using DescriptorListener listener = Listen();
        using DescriptorConnection agent = await DescriptorConnection.ConnectAsync(
            Family, listener.EndPoint, Guard.Patience, Moment, Cancellation);
        using var transport = new DescriptorTcpTransport();
        using Connection router = ConnectedEnds.Accept(transport, listener);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task trickle = Task.Run(() => ReadSingly(router, done.Token), Cancellation);

        Assert.Equal(IoStatus.WouldBlock, agent.Send(new byte[256 << 20], out _));

        await done.CancelAsync();
        await trickle.WaitAsync(Guard.Patience, Cancellation);
    }

    [Fact]
    public async Task A_blocked_write_ends_at_its_time_limit()
    {
        using DescriptorListener listener = Listen();
        using DescriptorConnection agent = await DescriptorConnection.ConnectAsync(
            Family, listener.EndPoint, Guard.Patience, Moment, Cancellation);

        Assert.Equal(IoStatus.WouldBlock, agent.Send(new byte[64 << 20], out int sent));

        Assert.InRange(sent, 1, (64 << 20) - 1);
    }

    [Fact]
    public async Task Sending_and_receiving_allocates_nothing()
    {
        using DescriptorListener listener = Listen();
        using DescriptorConnection agent = await ConnectAsync((TcpEndPoint)listener.EndPoint, Guard.Patience);
        using var transport = new DescriptorTcpTransport();
        using Connection router = ConnectedEnds.Accept(transport, listener);
        Exchange(agent, router, rounds: 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(agent, router, rounds: 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadSingly(Connection connection, CancellationToken end)
    {
        Span<byte> one = stackalloc byte[1];
        while (!end.IsCancellationRequested)
        {
            connection.Receive(one, out _);
        }
    }

    private static void Exchange(DescriptorConnection agent, Connection router, int rounds)
    {
        Span<byte> bytes = stackalloc byte[64];
        for (int i = 0; i < rounds; i++)
        {
            router.Receive(bytes, out _);
            router.Send(bytes, out _);
            agent.WaitToReceive(Guard.Patience);
            agent.Receive(bytes, out _);
            agent.Send(bytes, out _);
        }
    }

    private static DescriptorListener Listen() =>
        DescriptorListener.Listen(Family, new TcpEndPoint(IPAddress.Loopback, 0));

    private static Task<DescriptorConnection> ConnectAsync(TcpEndPoint endPoint, TimeSpan timeout) =>
        DescriptorConnection.ConnectAsync(Family, endPoint, timeout, Guard.Patience, Cancellation);

    private static TcpEndPoint Bind(Socket socket)
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new TcpEndPoint(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
    }
}

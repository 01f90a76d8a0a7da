using System.Net.Sockets;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>A Unix listener that accepts nobody, and has as many waiting as may wait: connecting waits in the kernel.</summary>
public sealed class FullBacklogTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly SocketFolder _folder = new();
    private readonly Socket _listener = NewSocket();
    private readonly List<Socket> _waiting = [];

    public FullBacklogTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_folder.Path));
        _listener.Listen(0);
        SocketError error = SocketError.Success;
        while (error != SocketError.WouldBlock)
        {
            Assert.InRange(_waiting.Count, 0, 100);
            Socket next = NewSocket();
            _waiting.Add(next);
            next.Blocking = false;
            error = Connect(next, _folder.Path);
        }
    }

    [Fact]
    public async Task Connecting_ends_at_its_time_limit()
    {
        SocketException late = await Assert.ThrowsAsync<SocketException>(
            () => ConnectAsync(Moment, TestContext.Current.CancellationToken)
                .WaitAsync(ConnectedPair.Patience, TestContext.Current.CancellationToken));

        Assert.Equal(SocketError.TimedOut, late.SocketErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task No_time_and_less_than_the_kernel_counts_are_not_for_ever(long ticks)
    {
        SocketException late = await Assert.ThrowsAsync<SocketException>(
            () => ConnectAsync(TimeSpan.FromTicks(ticks), TestContext.Current.CancellationToken)
                .WaitAsync(ConnectedPair.Patience, TestContext.Current.CancellationToken));

        Assert.Equal(SocketError.TimedOut, late.SocketErrorCode);
    }

    [Fact]
    public async Task Who_gives_up_does_not_wait_for_the_kernel()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<SocketConnection> connecting = ConnectAsync(10 * ConnectedPair.Patience, giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connecting.WaitAsync(ConnectedPair.Patience, TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        // Whoever still waits in the kernel comes out.
        _listener.Dispose();
        _waiting.ForEach(socket => socket.Dispose());
        _folder.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static SocketError Connect(Socket socket, string path)
    {
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
    }

    private Task<SocketConnection> ConnectAsync(TimeSpan limit, CancellationToken cancellation) =>
        SocketConnection.ConnectAsync(_folder.EndPoint, limit, ConnectedPair.Patience, cancellation);
}

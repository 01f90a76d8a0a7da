using System.Net.Sockets;
using System.Text;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>The host's word to a machine's socket, and answers that are none.</summary>
public sealed class HybridGreetingTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");
    private readonly Socket _machine = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly HybridEndPoint _endPoint;

    public HybridGreetingTests()
    {
        _endPoint = new HybridEndPoint(Path.Combine(_folder.FullName, "vm.sock"), 5000);
        _machine.Bind(new UnixDomainSocketEndPoint(_endPoint.Path));
        _machine.Listen();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("OK 0\n")]
    [InlineData("OK 1073741824\n")]
    [InlineData("OK 4294967295\n")]
    public async Task The_request_is_exact_and_what_follows_the_answer_is_the_streams(string answer)
    {
        Task<Connection> connecting = ConnectAsync(ConnectedPair.Patience);
        using Socket peer = await AcceptAsync();
        Assert.Equal("CONNECT 5000\n", await ReadAsync(peer, 13));

        // In one piece with the answer, and a second line that could be taken for one.
        await peer.SendAsync(Encoding.ASCII.GetBytes(answer + "OK 7\nrest"), Cancellation);

        using Connection connection = await connecting;
        byte[] bytes = new byte[9];
        for (int length = 0; length < bytes.Length;)
        {
            Assert.Equal(IoStatus.Done, connection.Receive(bytes.AsSpan(length), out int received));
            length += received;
        }

        Assert.Equal("OK 7\nrest", Encoding.ASCII.GetString(bytes));
        Assert.Equal(0, peer.Available);
    }

    [Fact]
    public async Task An_answer_in_single_bytes_is_read()
    {
        Task<Connection> connecting = ConnectAsync(ConnectedPair.Patience);
        using Socket peer = await AcceptAsync();
        foreach (byte value in "OK 1073741825\n"u8.ToArray())
        {
            await peer.SendAsync(new[] { value }, Cancellation);
        }

        using Connection connection = await connecting;
        Assert.False(connection.WaitToReceive(TimeSpan.Zero));
    }

    [Theory]
    [InlineData("KO 1\n", "'K'")]
    [InlineData("ok 1\n", "'o'")]
    [InlineData("OK\n", @"'OK\x0a'")]
    [InlineData("OK \n", @"'OK \x0a'")]
    [InlineData("OK -1\n", "'OK -'")]
    [InlineData("OK 01\n", "'OK 01'")]
    [InlineData("OK  1\n", "'OK  '")]
    [InlineData("OK 5000x\n", "'OK 5000x'")]
    [InlineData("OK 1\r\n", @"'OK 1\x0d'")]
    [InlineData("OK 4294967296\n", "'OK 4294967296'")]
    [InlineData("OK 99999999999999999999\n", "'OK 9999999999'")]
    [InlineData("\0\u0001\u0002", @"'\x00'")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "'H'")]
    public async Task Any_other_answer_is_shown_beside_what_was_expected(string answer, string shown)
    {
        Task<Connection> connecting = ConnectAsync(ConnectedPair.Patience);
        using Socket peer = await AcceptAsync();
        await peer.SendAsync(Encoding.ASCII.GetBytes(answer), Cancellation);

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => connecting);

        Assert.Equal(SocketError.ProtocolNotSupported, failure.SocketErrorCode);
        Assert.Contains($"answered {shown}; expected 'OK <port>\\n'", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{_endPoint}: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('O')]
    [InlineData('1')]
    [InlineData('\0')]
    public async Task An_endless_answer_ends_at_the_first_byte_that_is_wrong(char value)
    {
        Task<Connection> connecting = ConnectAsync(ConnectedPair.Patience);
        using Socket peer = await AcceptAsync();
        byte[] flood = Encoding.ASCII.GetBytes("OK 1" + new string(value, 100_000));
        Task sending = FloodAsync(peer, flood);

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => connecting);

        Assert.Equal(SocketError.ProtocolNotSupported, failure.SocketErrorCode);
        Assert.InRange(failure.Message.Length, 1, 400);
        await sending;
    }

    /// <summary>Byte after byte, each well within the limit: the limit is for all of them.</summary>
    [Fact]
    public async Task A_slow_answer_ends_at_the_time_limit()
    {
        Task<Connection> connecting = ConnectAsync(Moment);
        using Socket peer = await AcceptAsync();
        await peer.SendAsync("OK 1"u8.ToArray(), Cancellation);

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => connecting);

        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
        Assert.Contains("did not answer in time after 'OK 1'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK 1073")]
    public async Task A_machine_that_closes_has_nobody_there(string said)
    {
        Task<Connection> connecting = ConnectAsync(ConnectedPair.Patience);
        using (Socket peer = await AcceptAsync())
        {
            await ReadAsync(peer, 13);
            await peer.SendAsync(Encoding.ASCII.GetBytes(said), Cancellation);
        }

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => connecting);

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Contains("nothing in the guest listens on port 5000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_is_switched_off_is_named()
    {
        _machine.Dispose();
        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(ConnectedPair.Patience));
        Assert.StartsWith(
            $"{_endPoint}: the machine's socket cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_ends_the_wait_for_an_answer()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<Connection> connecting = StreamSockets.ConnectAsync(
            _endPoint, ConnectedPair.Patience, ConnectedPair.Patience, giveUp.Token);
        using Socket peer = await AcceptAsync();
        await ReadAsync(peer, 13);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.Equal(0, await peer.ReceiveAsync(new byte[1], Cancellation));
    }

    private static async Task FloodAsync(Socket peer, byte[] flood)
    {
        try
        {
            await peer.SendAsync(flood, Cancellation);
        }
        catch (SocketException)
        {
            // It hung up, as it should.
        }
    }

    private static async Task<string> ReadAsync(Socket peer, int count)
    {
        byte[] bytes = new byte[count];
        for (int length = 0; length < count;)
        {
            int received = await peer.ReceiveAsync(bytes.AsMemory(length), Cancellation);
            Assert.True(received > 0);
            length += received;
        }

        return Encoding.ASCII.GetString(bytes);
    }

    private Task<Socket> AcceptAsync() => _machine.AcceptAsync(Cancellation).AsTask();

    private Task<Connection> ConnectAsync(TimeSpan timeout) =>
        StreamSockets.ConnectAsync(_endPoint, timeout, ConnectedPair.Patience, Cancellation);
}

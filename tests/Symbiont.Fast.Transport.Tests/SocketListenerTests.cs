using System.Net.Sockets;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

public sealed class SocketListenerTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void A_socket_file_that_nobody_listens_on_is_replaced()
    {
        using var folder = new SocketFolder();
        LeaveStale(folder.Path);
        Assert.True(File.Exists(folder.Path));

        using SocketListener listener = SocketListener.Listen(folder.EndPoint, OwnerOnly);
        Assert.Equal(folder.EndPoint, listener.EndPoint);
    }

    [Fact]
    public async Task A_socket_file_in_use_is_left_alone()
    {
        using var folder = new SocketFolder();
        using SocketListener first = SocketListener.Listen(folder.EndPoint, OwnerOnly);
        SocketException refused = Assert.Throws<SocketException>(
            () => SocketListener.Listen(folder.EndPoint, OwnerOnly));
        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);

        using SocketConnection client = await ConnectAsync(folder.EndPoint);
        using Connection server = ConnectedPair.Accept(first);
        Assert.NotNull(server);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        using var folder = new SocketFolder();
        File.WriteAllText(folder.Path, "somebody's work");
        SocketException refused = Assert.Throws<SocketException>(
            () => SocketListener.Listen(folder.EndPoint, OwnerOnly));
        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
        Assert.Equal("somebody's work", File.ReadAllText(folder.Path));
    }

    /// <summary>Only sockets are removed: an empty file and a link are somebody's too.</summary>
    [Theory]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("link to nothing")]
    [InlineData("folder")]
    public void What_is_no_socket_is_left_alone_though_it_has_no_contents(string kind)
    {
        using var folder = new SocketFolder();
        LeaveStale(folder.Path + ".stale");
        FileSystemInfo planted = kind switch
        {
            "file" => Touch(folder.Path),
            "folder" => Directory.CreateDirectory(folder.Path),
            _ => File.CreateSymbolicLink(folder.Path, folder.Path + (kind == "link" ? ".stale" : ".none")),
        };

        SocketException refused = Assert.Throws<SocketException>(
            () => SocketListener.Listen(folder.EndPoint, OwnerOnly));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
        Assert.Contains("no socket", refused.Message, StringComparison.Ordinal);
        string? target = planted.LinkTarget;
        planted.Refresh();
        Assert.True(planted.Exists || planted.LinkTarget is not null);
        Assert.Equal(target, planted.LinkTarget);
        Assert.True(File.Exists(folder.Path + ".stale"));
    }

    /// <summary>Who can write the folder exchanges the socket before its permissions are set.</summary>
    [Theory]
    [InlineData("file")]
    [InlineData("socket")]
    public void Permissions_are_set_through_no_link(string kind)
    {
        using var folder = new SocketFolder();
        string victim = folder.Path + ".victim";
        if (kind == "file")
        {
            Touch(victim);
        }
        else
        {
            LeaveStale(victim);
        }

        File.SetUnixFileMode(victim, OwnerOnly);
        File.CreateSymbolicLink(folder.Path, victim);

        SocketException refused = Assert.Throws<SocketException>(
            () => SocketFile.SetMode(folder.EndPoint, OwnerOnly | UnixFileMode.OtherWrite));

        Assert.Equal(SocketError.AccessDenied, refused.SocketErrorCode);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(victim));
    }

    [Fact]
    public void Permissions_of_another_file_in_the_sockets_place_are_left_alone()
    {
        using var folder = new SocketFolder();
        Touch(folder.Path);
        File.SetUnixFileMode(folder.Path, OwnerOnly);

        Assert.Throws<SocketException>(
            () => SocketFile.SetMode(folder.EndPoint, OwnerOnly | UnixFileMode.OtherWrite));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.Path));
    }

    [Theory]
    [InlineData(OwnerOnly)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    public void The_socket_file_has_the_mode_asked_for(UnixFileMode mode)
    {
        using var folder = new SocketFolder();
        using SocketListener listener = SocketListener.Listen(folder.EndPoint, mode);
        Assert.Equal(mode, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void The_socket_file_goes_with_its_listener_and_no_other()
    {
        using var folder = new SocketFolder();
        SocketListener first = SocketListener.Listen(folder.EndPoint, OwnerOnly);
        first.Dispose();
        Assert.False(File.Exists(folder.Path));

        using SocketListener second = SocketListener.Listen(folder.EndPoint, OwnerOnly);
        first.Dispose();
        Assert.True(File.Exists(folder.Path));
    }

    [Theory]
    [InlineData("tcp:127.0.0.1:0")]
    [InlineData("tcp:[::1]:0")]
    public void Port_0_becomes_the_kernels_choice(string text)
    {
        TransportEndPoint asked = TransportEndPoint.Parse(text);
        Assert.SkipUnless(
            Socket.OSSupportsIPv6 || !text.Contains('[', StringComparison.Ordinal), "This machine has no IPv6.");
        using SocketListener listener = SocketListener.Listen(asked, OwnerOnly);
        TcpEndPoint bound = Assert.IsType<TcpEndPoint>(listener.EndPoint);
        Assert.InRange(bound.Port, 1, 65_535);
        Assert.Equal(((TcpEndPoint)asked).Address, bound.Address);
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public void Without_a_peer_there_is_nothing_to_accept(string scheme)
    {
        using var folder = new SocketFolder();
        TransportEndPoint endPoint = scheme == "unix" ? folder.EndPoint : TransportEndPoint.Parse("tcp:127.0.0.1:0");
        using SocketListener listener = SocketListener.Listen(endPoint, OwnerOnly);
        Assert.False(listener.TryAccept(out Connection? connection));
        Assert.Null(connection);
    }

    [Fact]
    public async Task Each_peer_is_accepted_once()
    {
        using var folder = new SocketFolder();
        using SocketListener listener = SocketListener.Listen(folder.EndPoint, OwnerOnly);
        using SocketConnection one = await ConnectAsync(folder.EndPoint);
        using SocketConnection two = await ConnectAsync(folder.EndPoint);
        using Connection first = ConnectedPair.Accept(listener);
        using Connection second = ConnectedPair.Accept(listener);
        Assert.NotEqual(first.Descriptor, second.Descriptor);
        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public async Task Nobody_can_connect_where_nobody_listens()
    {
        using var folder = new SocketFolder();
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(folder.EndPoint));
    }

    private static FileInfo Touch(string path)
    {
        File.WriteAllText(path, "");
        return new FileInfo(path);
    }

    private static Task<SocketConnection> ConnectAsync(TransportEndPoint endPoint) => SocketConnection.ConnectAsync(
        endPoint, ConnectedPair.Patience, ConnectedPair.Patience, TestContext.Current.CancellationToken);

    /// <summary>What a process leaves behind when it is killed: bound under another name, then renamed.</summary>
    private static void LeaveStale(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + ".killed"));
        socket.Listen();
        File.Move(path + ".killed", path);
    }
}

using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>A blocking client's connection and the non-blocking one that its listener accepted.</summary>
internal sealed class ConnectedPair : IDisposable
{
    /// <summary>How long a test waits for what must happen; only a failing test gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SocketFolder? _folder;
    private readonly SocketListener _listener;

    private ConnectedPair(SocketFolder? folder, SocketListener listener, SocketConnection client, Connection server) =>
        (_folder, _listener, Client, Server) = (folder, listener, client, server);

    public SocketConnection Client { get; }

    public Connection Server { get; }

    public static async Task<ConnectedPair> ConnectAsync(string scheme)
    {
        SocketFolder? folder = scheme == "unix" ? new SocketFolder() : null;
        TransportEndPoint endPoint = folder?.EndPoint ?? TransportEndPoint.Parse("tcp:127.0.0.1:0");
        SocketListener listener = SocketListener.Listen(endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SocketConnection client = await SocketConnection.ConnectAsync(
            listener.EndPoint, Patience, Patience, TestContext.Current.CancellationToken);
        return new ConnectedPair(folder, listener, client, Accept(listener));
    }

    /// <summary>Takes the connection that a client has made; it may take the kernel a moment to show it.</summary>
    public static Connection Accept(SocketListener listener)
    {
        using var poller = new SocketPoller();
        poller.Add(listener.Descriptor, 1);
        Assert.Equal(1, poller.Wait(new Readiness[1], (int)Patience.TotalMilliseconds));
        Assert.True(listener.TryAccept(out Connection? connection));
        return connection;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        _listener.Dispose();
        _folder?.Dispose();
    }
}

using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Which of this room's sockets an endpoint needs.</summary>
public static class StreamSockets
{
    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="unixMode">The permissions of a Unix socket's file.</param>
    /// <exception cref="SocketException">The address is in use or not allowed.</exception>
    public static ConnectionListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode) => endPoint switch
    {
        VsockEndPoint vsock => DescriptorListener.Listen(vsock),
        HybridEndPoint hybrid => HybridListener.Listen(hybrid, unixMode),
        _ => SocketListener.Listen(endPoint, unixMode),
    };

    /// <summary>
    /// Connects to <paramref name="endPoint"/> for blocking use: reads wait until there are bytes, writes at most
    /// <paramref name="sendTimeout"/>.
    /// </summary>
    /// <exception cref="SocketException">
    /// Nobody listens there, or not within <paramref name="connectTimeout"/>.
    /// </exception>
    public static async Task<Connection> ConnectAsync(
        TransportEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation) =>
        endPoint switch
        {
            VsockEndPoint vsock => await DescriptorConnection
                .ConnectAsync(vsock, connectTimeout, sendTimeout, cancellation).ConfigureAwait(false),
            HybridEndPoint hybrid => await HybridConnector
                .ConnectAsync(hybrid, connectTimeout, sendTimeout, cancellation).ConfigureAwait(false),
            _ => await SocketConnection
                .ConnectAsync(endPoint, connectTimeout, sendTimeout, cancellation).ConfigureAwait(false),
        };
}

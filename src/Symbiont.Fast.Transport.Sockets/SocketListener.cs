using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Listens on a Unix or TCP stream socket.</summary>
public sealed class SocketListener : ConnectionListener
{
    private const int Backlog = 512;

    // socket(7): an address whose last connections are still in TIME_WAIT can be listened on again.
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;

    private readonly Socket _socket;
    private readonly TransportEndPoint _endPoint;

    private SocketListener(Socket socket, TransportEndPoint endPoint) => (_socket, _endPoint) = (socket, endPoint);

    /// <inheritdoc/>
    public override int Descriptor => (int)_socket.Handle;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint => _endPoint;

    /// <summary>
    /// Starts to listen. A socket's file that nobody listens on any more is replaced; one that is in use, and whatever
    /// is no socket, is not.
    /// </summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="unixMode">The permissions of a Unix socket's file.</param>
    /// <exception cref="SocketException">The address is in use or not allowed.</exception>
    public static SocketListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode)
    {
        Socket socket = SocketEndPoints.CreateSocket(endPoint);
        try
        {
            if (endPoint is UnixEndPoint stale)
            {
                SocketFile.RemoveStale(stale);
            }
            else
            {
                // Not the runtime's option of that name: it adds SO_REUSEPORT, and then a second listener of the same
                // user would not be refused but get a share of the connections.
                socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
            }

            socket.Bind(SocketEndPoints.ToNative(endPoint));
            if (endPoint is UnixEndPoint unix)
            {
                SocketFile.SetMode(unix, unixMode);
            }

            socket.Blocking = false;
            socket.Listen(Backlog);
            TransportEndPoint bound = socket.LocalEndPoint is IPEndPoint ip
                ? new TcpEndPoint(ip.Address, ip.Port)
                : endPoint;
            return new SocketListener(socket, bound);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        connection = null;

        Socket? accepted = null;
        try
        {
            // Accept throws when nothing waits, so ask first; only a peer that left in between costs an exception.
            if (!_socket.Poll(0, SelectMode.SelectRead))
            {
                return false;
            }

            accepted = _socket.Accept();
            accepted.Blocking = false;
            SocketEndPoints.Tune(accepted);
            connection = new SocketConnection(accepted);
            IsExhausted = false;
            return true;
        }
        catch (SocketException failure)
        {
            accepted?.Dispose();
            IsExhausted = failure.SocketErrorCode
                is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
            return false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The runtime removes the file of a Unix socket that it bound, once. Removing it here too could hit the file of a
    /// successor that listens on the same path by then.
    /// </remarks>
    protected override void Dispose(bool disposing) => _socket.Dispose();
}

using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>From this project's endpoints to the runtime's sockets.</summary>
internal static class SocketEndPoints
{
    /// <summary>Socket buffers, in bytes: room for one whole frame, so that a large batch is one system call.</summary>
    private const int BufferBytes = 512 * 1024;

    // tcp(7): how long sent bytes may stay unacknowledged; keepalive does not run meanwhile.
    private const int IpProtoTcp = 6;
    private const int TcpUserTimeout = 18;
    private const int UnacknowledgedMilliseconds = 20_000;

    public static Socket CreateSocket(TransportEndPoint endPoint)
    {
        try
        {
            return endPoint switch
            {
                UnixEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                TcpEndPoint tcp => new Socket(tcp.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
                _ => throw new NotSupportedException($"{endPoint} is not a socket endpoint"),
            };
        }
        catch (SocketException failure)
        {
            throw SocketFailure.Of(SocketFailure.CodeOfNone(failure.SocketErrorCode), endPoint, failure.Message);
        }
    }

    public static EndPoint ToNative(TransportEndPoint endPoint) => endPoint switch
    {
        UnixEndPoint unix => new UnixDomainSocketEndPoint(unix.Path),
        TcpEndPoint tcp => new IPEndPoint(tcp.Address, tcp.Port),
        _ => throw new NotSupportedException($"{endPoint} is not a socket endpoint"),
    };

    public static void Tune(Socket socket)
    {
        socket.SendBufferSize = BufferBytes;
        socket.ReceiveBufferSize = BufferBytes;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
            socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes(UnacknowledgedMilliseconds));

            // A peer whose host vanished is noticed after 15 + 3 × 5 s instead of never.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
    }
}

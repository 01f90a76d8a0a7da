using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Asks the kernel where an accepted socket's peer is.</summary>
internal static class SocketOrigin
{
    public static PeerOrigin Of(Socket socket)
    {
        try
        {
            return socket.AddressFamily == AddressFamily.Unix ? OfUnix(socket)
                : socket.RemoteEndPoint is IPEndPoint peer ? OfAddress(peer.Address)
                : default;
        }
        catch (SocketException)
        {
            // The peer has gone already.
            return default;
        }
    }

    private static PeerOrigin OfAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out int length);
        return length == 4
            ? new PeerOrigin(PeerOriginKind.IPv4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new PeerOrigin(PeerOriginKind.IPv6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    // The user and not the process: a process is a fork away from another number.
    private static PeerOrigin OfUnix(Socket socket) =>
        SocketPeer.TryFindCredentials(socket, out PeerCredentials peer)
            ? new PeerOrigin(PeerOriginKind.User, peer.User)
            : default;
}

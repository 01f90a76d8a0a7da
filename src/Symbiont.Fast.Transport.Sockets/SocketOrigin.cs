using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Asks the kernel where an accepted socket's peer is.</summary>
internal static class SocketOrigin
{
    // socket(7), unix(7): SOL_SOCKET, SO_PEERCRED, and struct ucred { pid, uid, gid }.
    private const int SolSocket = 1;
    private const int PeerCredentials = 17;
    private const int CredentialsSize = 12;
    private const int UserOffset = 4;

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

    private static PeerOrigin OfUnix(Socket socket)
    {
        // The user and not the process: a process is a fork away from another number.
        Span<byte> credentials = stackalloc byte[CredentialsSize];
        int length = socket.GetRawSocketOption(SolSocket, PeerCredentials, credentials);
        return length == CredentialsSize
            ? new PeerOrigin(PeerOriginKind.User, BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserOffset..]))
            : default;
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Asks the kernel who is at the other end of a Unix socket: who connected, not who holds the socket now.
/// </summary>
internal static class SocketPeer
{
    // socket(7), unix(7): SOL_SOCKET, SO_PEERCRED, and struct ucred { pid, uid, gid }.
    private const int SolSocket = 1;
    private const int Credentials = 17;
    private const int CredentialsSize = 12;
    private const int UserOffset = 4;
    private const int GroupOffset = 8;

    // Linux 6.5, include/uapi/asm-generic/socket.h: SO_PEERPIDFD, an int.
    private const int ProcessDescriptor = 77;

    /// <summary>The peer's ids; false when the socket is none of Unix, or is not connected.</summary>
    public static bool TryFindCredentials(Socket socket, out PeerCredentials credentials)
    {
        Span<byte> bytes = stackalloc byte[CredentialsSize];
        bool found = TryAsk(socket, Credentials, bytes, out _);
        credentials = found
            ? new PeerCredentials(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[UserOffset..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[GroupOffset..]))
            : default;
        return found;
    }

    /// <summary>The process that connected; null when it is gone, or the kernel does not say.</summary>
    public static ProcessHandle? FindProcess(Socket socket) => FindProcess(socket, out _);

    /// <summary>Why the kernel tells no process of a socket that nobody has connected.</summary>
    public static SocketError AskInVain()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using ProcessHandle? nobody = FindProcess(socket, out SocketError error);
        return error;
    }

    private static ProcessHandle? FindProcess(Socket socket, out SocketError error)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        return TryAsk(socket, ProcessDescriptor, bytes, out error)
            ? new ProcessHandle(BinaryPrimitives.ReadInt32LittleEndian(bytes))
            : null;
    }

    private static bool TryAsk(Socket socket, int option, Span<byte> answer, out SocketError error)
    {
        // The same numbers mean other things to other families.
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            error = SocketError.AddressFamilyNotSupported;
            return false;
        }

        try
        {
            error = SocketError.Success;
            return socket.GetRawSocketOption(SolSocket, option, answer) == answer.Length;
        }
        catch (SocketException refused)
        {
            error = refused.SocketErrorCode;
            return false;
        }
    }
}

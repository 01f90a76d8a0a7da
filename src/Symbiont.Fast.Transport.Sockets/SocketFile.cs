using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// The file of a Unix socket. Others may be able to write its folder and exchange what stands there, so no link is
/// followed.
/// </summary>
internal static class SocketFile
{
    /// <summary>Removes what a listener left behind that is no more; nothing else.</summary>
    /// <exception cref="SocketException">Another listens there, or it is no socket.</exception>
    public static void RemoveStale(UnixEndPoint endPoint)
    {
        using FileEntry? entry = Find(endPoint);
        if (entry is null)
        {
            return;
        }

        // The kernel refuses a connection to any file that nobody listens on, a socket or not.
        if (!entry.IsSocket)
        {
            throw InUse(endPoint, "a file that is no socket stands there");
        }

        using Socket probe = SocketEndPoints.CreateSocket(endPoint);

        // Who listens and does not accept, with a full backlog, would hold up a socket that waits.
        probe.Blocking = false;
        try
        {
            probe.Connect(SocketEndPoints.ToNative(endPoint));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(endPoint.Path);
            return;
        }
        catch (SocketException overrun) when (overrun.SocketErrorCode == SocketError.WouldBlock)
        {
            // Somebody listens, and has as many waiting as may wait.
        }

        throw InUse(endPoint, "another process listens there");
    }

    /// <summary>Sets the permissions of a socket that was bound just now.</summary>
    /// <exception cref="SocketException">Something else stands in its place.</exception>
    public static void SetMode(UnixEndPoint endPoint, UnixFileMode mode)
    {
        using FileEntry? entry = Find(endPoint);
        if (entry is not { IsSocket: true } || entry.Owner != FileSystemCalls.Caller)
        {
            throw SocketFailure.Of(
                SocketError.AccessDenied, endPoint, "somebody has put another file in the place of the socket");
        }

        entry.SetMode(mode);
    }

    // Null when there is nothing, or when it cannot be looked at: binding says why.
    private static FileEntry? Find(UnixEndPoint endPoint)
    {
        try
        {
            return FileEntry.Open(endPoint.Path);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private static SocketException InUse(TransportEndPoint endPoint, string why) =>
        SocketFailure.Of(SocketError.AddressAlreadyInUse, endPoint, why);
}

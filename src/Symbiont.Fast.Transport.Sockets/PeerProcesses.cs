using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Whether this host tells which process has connected, and its control group.</summary>
public static class PeerProcesses
{
    /// <summary>Throws where <see cref="Connection.FindControlGroup"/> would never have an answer.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel is too old, or has no control groups of version 2.
    /// </exception>
    public static void ThrowIfNotTold() => ThrowIfNotTold(SocketPeer.AskInVain(), ProcessControlGroup.Exists());

    /// <summary>Throws, by what the kernel answered.</summary>
    /// <param name="answer">To the question for the process of a socket without a peer.</param>
    /// <param name="hasControlGroups">Whether this process is in a control group of version 2.</param>
    internal static void ThrowIfNotTold(SocketError answer, bool hasControlGroups)
    {
        // ENOPROTOOPT: it does not know the question. Any other error means that it does.
        if (answer is SocketError.ProtocolOption)
        {
            throw new PlatformNotSupportedException(
                "This kernel does not tell which process is at the other end of a Unix socket (SO_PEERPIDFD, Linux 6.5), "
                + "so no control group can be expected of it.");
        }

        if (!hasControlGroups)
        {
            throw new PlatformNotSupportedException(
                "This host has no control groups of version 2, so none can be expected of a peer.");
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>Listens on a Unix socket for agents that take memory once they have proven who they are.</summary>
public sealed class SharedMemoryListener : ConnectionListener
{
    private readonly SocketListener _socket;
    private readonly SharedMemoryEndPoint _endPoint;
    private readonly MemoryBudget _budget;

    private SharedMemoryListener(SocketListener socket, SharedMemoryEndPoint endPoint, MemoryBudget budget) =>
        (_socket, _endPoint, _budget) = (socket, endPoint, budget);

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint => _endPoint;

    /// <summary>Starts to listen, as <see cref="SocketListener.Listen"/> does.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="mode">The permissions of the socket's file.</param>
    /// <param name="budget">Where its sessions' memory comes from; may serve several listeners of a thread.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not allowed.</exception>
    public static SharedMemoryListener Listen(SharedMemoryEndPoint endPoint, UnixFileMode mode, MemoryBudget budget)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(budget);
        return new SharedMemoryListener(SocketListener.Listen(endPoint.Socket, mode), endPoint, budget);
    }

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        bool accepted = _socket.TryAccept(out Connection? socket);
        IsExhausted = _socket.IsExhausted;
        connection = accepted ? new RouterConnection(socket!, _budget) : null;
        return accepted;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _socket.Dispose();
}

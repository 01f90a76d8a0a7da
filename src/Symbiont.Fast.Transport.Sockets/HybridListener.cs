using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Listens for what a guest connects to on a port of its host: on the Unix socket <c>path_port</c>, where the machine's
/// monitor connects. A monitor keeps 1,023 connections for all its ports (Firecracker's bound), so more than that come from
/// something else, and are closed. Owned by one thread.
/// </summary>
public sealed class HybridListener : ConnectionListener
{
    /// <summary>How many connections there may be at once.</summary>
    public const int MaxConnections = 1023;

    private readonly SocketListener _socket;
    private readonly ConnectionPlaces _places;
    private int _refused;

    private HybridListener(SocketListener socket, HybridEndPoint endPoint, int places)
    {
        (_socket, EndPoint) = (socket, endPoint);
        _places = new ConnectionPlaces(places);
    }

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint { get; }

    /// <summary>Starts to listen, as <see cref="SocketListener.Listen"/> does on a Unix socket.</summary>
    /// <param name="endPoint">The machine and the port.</param>
    /// <param name="unixMode">The permissions of the socket's file; the monitor must be able to write it.</param>
    /// <exception cref="SocketException">Another listens there, or it is not allowed.</exception>
    public static HybridListener Listen(HybridEndPoint endPoint, UnixFileMode unixMode) =>
        Listen(endPoint, unixMode, MaxConnections);

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        connection = null;
        bool accepted = _socket.TryAccept(out Connection? next);
        IsExhausted = _socket.IsExhausted;
        if (!accepted)
        {
            return false;
        }

        if (!_places.TryTake())
        {
            _refused++;
            next!.Dispose();
            return false;
        }

        var taken = (SocketConnection)next!;
        taken.Holds(_places);
        connection = taken;
        return true;
    }

    /// <inheritdoc/>
    public override int TakeRefused()
    {
        int refused = _refused;
        _refused = 0;
        return refused;
    }

    internal static HybridListener Listen(HybridEndPoint endPoint, UnixFileMode unixMode, int places)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new HybridListener(SocketListener.Listen(endPoint.ForGuests, unixMode), endPoint, places);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _socket.Dispose();
}

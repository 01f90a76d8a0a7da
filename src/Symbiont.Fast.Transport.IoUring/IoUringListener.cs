using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Listens on a Unix or TCP stream socket; its connections can be watched by an <see cref="IoUringPoller"/>. While one
/// watches the listener, the ring accepts. Owned by that one's thread.
/// </summary>
public sealed class IoUringListener : ConnectionListener
{
    private readonly SocketListener _socket;
    private readonly Queue<int> _accepted = new();
    private RingAcceptor? _ring;

    private IoUringListener(SocketListener socket) => _socket = socket;

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint => _socket.EndPoint;

    /// <summary>Starts to listen, as <see cref="SocketListener.Listen"/> does.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="unixMode">The permissions of a Unix socket's file.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not allowed.</exception>
    public static IoUringListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode) =>
        new(SocketListener.Listen(endPoint, unixMode));

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        connection = null;
        while (connection is null && TryTake(out int descriptor))
        {
            connection = SocketConnection.Adopt(descriptor) is { } adopted ? new IoUringConnection(adopted) : null;
        }

        if (connection is null && _ring is null or { IsClosed: true } && _socket.TryAccept(out Connection? accepted))
        {
            connection = new IoUringConnection((SocketConnection)accepted);
        }

        if (_ring is null or { IsClosed: true })
        {
            IsExhausted = _socket.IsExhausted;
        }

        return connection is not null;
    }

    /// <summary>The ring's side, made at need.</summary>
    internal RingAcceptor Attach(RingDriver driver)
    {
        if (_ring is null or { IsClosed: true })
        {
            _ring = new RingAcceptor(driver, Descriptor, _accepted);
            driver.Add(_ring);
        }

        return _ring;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_ring is { Driver.IsFinished: false } ring)
        {
            ring.Close();
        }

        _socket.Dispose();
        while (_accepted.TryDequeue(out int descriptor))
        {
            SocketConnection.Adopt(descriptor)?.Dispose();
        }
    }

    private bool TryTake(out int descriptor)
    {
        if (_ring is not { IsClosed: false })
        {
            return _accepted.TryDequeue(out descriptor);
        }

        bool taken = _ring.TryTake(out descriptor, out bool isExhausted);
        IsExhausted = isExhausted;
        return taken;
    }
}

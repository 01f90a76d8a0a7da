using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// A Unix or TCP stream socket. From the moment an <see cref="IoUringPoller"/> watches it, its bytes go through the ring:
/// what is sent leaves with the poller's next wait, and what has come with one is there to be read. Before that every call
/// is a system call. Owned by the poller's thread, but that <see cref="Abort"/> may be called from any.
/// </summary>
public sealed class IoUringConnection : Connection
{
    private readonly SocketConnection _socket;
    private RingStream? _ring;
    private volatile bool _isAborted;
    private bool _isDisposed;

    /// <summary>Takes a connected socket over; it is used here only from now on.</summary>
    public IoUringConnection(SocketConnection socket) => _socket = socket;

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <inheritdoc/>
    public override PeerOrigin FindOrigin() => _socket.FindOrigin();

    /// <inheritdoc/>
    public override bool TryFindCredentials(out PeerCredentials credentials) =>
        _socket.TryFindCredentials(out credentials);

    /// <inheritdoc/>
    public override string? FindControlGroup() => _socket.FindControlGroup();

    /// <inheritdoc/>
    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        if (_ring is not { } ring)
        {
            return _socket.Receive(buffer, out received);
        }

        IoStatus status = ring.Receive(buffer, out received);
        return status == IoStatus.WouldBlock && _isAborted ? IoStatus.Closed : status;
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        return _ring is not { } ring ? _socket.Send(bytes, out sent)
            : _isAborted ? IoStatus.Closed
            : ring.Send(bytes, out sent);
    }

    /// <inheritdoc/>
    /// <remarks>For use without a poller; with one nothing waits.</remarks>
    public override void SetReceiveTimeout(TimeSpan timeout) => _socket.SetReceiveTimeout(timeout);

    /// <inheritdoc/>
    public override void StopWaiting() => _socket.StopWaiting();

    /// <inheritdoc/>
    public override bool WaitToReceive(TimeSpan timeout) => _ring is { CanRead: true } || _socket.WaitToReceive(timeout);

    /// <inheritdoc/>
    /// <remarks>What was sent before it leaves first, with the poller's next waits.</remarks>
    public override void EndSending()
    {
        if (_ring is { IsClosed: false } ring)
        {
            ring.EndSending();
        }
        else
        {
            _socket.EndSending();
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// On the poller's thread, what was sent before it leaves first, as far as the socket takes it at once; on another one
    /// it is lost if the poller has not turned since.
    /// </remarks>
    public override void Abort()
    {
        if (_ring is { IsClosed: false, Driver.IsOwner: true } ring)
        {
            ring.Flush();
        }

        _isAborted = true;
        _socket.Abort();
    }

    /// <summary>The ring's side, made at need.</summary>
    /// <exception cref="InvalidOperationException">Another ring has it.</exception>
    internal RingStream Attach(RingDriver driver)
    {
        if (_ring is null)
        {
            _ring = new RingStream(driver, _socket);
            driver.Add(_ring);
        }

        return ReferenceEquals(_ring.Driver, driver)
            ? _ring
            : throw new InvalidOperationException("Another ring has this connection.");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What was sent before it leaves first, as far as the socket takes it at once. The kernel keeps the socket until the
    /// last of its operations has ended, so the peer is told here.
    /// </remarks>
    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_ring is { Driver.IsFinished: false } ring)
        {
            ring.Close();
            _socket.Abort();
        }

        _socket.Dispose();
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// The agent's end: a Unix socket at first, and rings in the router's memory once that has been offered and taken
/// (<see cref="RouterConnection"/> says how the change goes). One thread reads and one writes; both may wait.
/// </summary>
public sealed class AgentConnection : Connection
{
    private const int None = -1;

    private readonly SocketConnection _socket;
    private readonly bool _takesBell;
    private readonly UseCount _uses = new();
    private readonly InboundSwitch _inbound = new();
    private readonly object _sendGate = new();
    private volatile AgentRings? _rings;
    private TimeSpan? _receiveTimeout = Timeout.InfiniteTimeSpan;
    private TimeSpan? _sendTimeout;
    private long _sent;
    private int _kept = None;
    private bool _isRefused;
    private bool _hasEnded;
    private volatile bool _isAborted;

    private AgentConnection(SocketConnection socket, TimeSpan sendTimeout, bool takesBell) =>
        (_socket, _sendTimeout, _takesBell) = (socket, sendTimeout, takesBell);

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <summary>True when what the router sends comes through the ring.</summary>
    public bool ReadsRing => _inbound.IsOver;

    /// <summary>True when what the router gets goes through the ring.</summary>
    public bool WritesRing => _rings is not null;

    /// <summary>The rings, for tests that scribble there.</summary>
    internal SharedRings? Rings => _rings?.Shared;

    /// <summary>Connects for blocking use, as <see cref="SocketConnection.ConnectAsync"/> does.</summary>
    /// <exception cref="SocketException">Nobody listens there, or not within the time.</exception>
    public static Task<AgentConnection> ConnectAsync(
        SharedMemoryEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation) =>
        ConnectAsync(endPoint, connectTimeout, sendTimeout, takesBell: true, cancellation);

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
        received = 0;
        if (!_uses.TryEnter())
        {
            return IoStatus.Closed;
        }

        try
        {
            return _kept == None && _inbound.IsOver
                ? _rings!.Receive(buffer, _receiveTimeout, out received)
                : ReceiveFromSocket(buffer, out received);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        if (!_uses.TryEnter())
        {
            return IoStatus.Closed;
        }

        try
        {
            return _rings is { } rings
                ? rings.Send(bytes, _sendTimeout, out sent)
                : SendOverSocket(bytes, out sent);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public override void SetReceiveTimeout(TimeSpan timeout)
    {
        _receiveTimeout = timeout;
        _socket.SetReceiveTimeout(timeout);
    }

    /// <inheritdoc/>
    public override void StopWaiting()
    {
        (_receiveTimeout, _sendTimeout) = (null, null);
        _socket.StopWaiting();
    }

    /// <inheritdoc/>
    public override bool WaitToReceive(TimeSpan timeout)
    {
        if (!_uses.TryEnter())
        {
            return true;
        }

        try
        {
            return _kept != None || (_inbound.IsOver ? _rings!.WaitToReceive(timeout) : WaitAtSocket(timeout));
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public override void EndSending()
    {
        if (!_uses.TryEnter())
        {
            return;
        }

        lock (_sendGate)
        {
            _hasEnded = true;
            if (_rings is { } rings)
            {
                rings.EndSending();
            }
            else
            {
                _socket.EndSending();
            }
        }

        Leave();
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (_uses.TryEnter())
        {
            _isAborted = true;
            _rings?.Abort();
            _socket.Abort();
            Leave();
        }
    }

    /// <summary>As above, for tests in which no eventfd arrives.</summary>
    internal static async Task<AgentConnection> ConnectAsync(
        SharedMemoryEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, bool takesBell,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        SocketConnection socket = await SocketConnection.ConnectAsync(
            endPoint.Socket, connectTimeout, sendTimeout, cancellation).ConfigureAwait(false);
        return new AgentConnection(socket, sendTimeout, takesBell);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Abort();
        if (_uses.Close())
        {
            Release();
        }
    }

    private void Leave()
    {
        if (_uses.Leave())
        {
            Release();
        }
    }

    private void Release()
    {
        _rings?.Dispose();
        _socket.Dispose();
    }

    private IoStatus ReceiveFromSocket(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_kept != None)
        {
            (buffer[0], _kept, received) = ((byte)_kept, None, 1);
            return IoStatus.Done;
        }

        long start = Stopwatch.GetTimestamp();
        while (!_inbound.IsOver)
        {
            IoStatus status = ReadSocket(buffer, _receiveTimeout is not null, out received);
            if (status != IoStatus.Done || received > 0)
            {
                return status;
            }

            if (IsOver(start))
            {
                return IoStatus.WouldBlock;
            }
        }

        return _rings!.Receive(buffer, _receiveTimeout, out received);
    }

    // What has only been interrupted is asked again; not for ever.
    private bool IsOver(long start) =>
        _receiveTimeout is { } limit && limit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= limit;

    // Done without bytes: what came was no data, or a signal; the ring may be what is to be read by now.
    private IoStatus ReadSocket(Span<byte> buffer, bool waits, out int received)
    {
        Span<int> descriptors = stackalloc int[SocketRights.MaxDescriptors];
        received = 0;
        if (_inbound.Look(_rings?.Shared))
        {
            _rings!.OnSocketRead(hasEnded: false);
            return IoStatus.Done;
        }

        int came = SocketRights.Receive(
            _socket.Descriptor, buffer[.._inbound.Limit(buffer.Length)], waits, descriptors, out ReceivedRights rights);
        if (came < 0)
        {
            return rights.WasInterrupted ? IoStatus.Done
                : rights.IsNothingYet ? IoStatus.WouldBlock
                : IoStatus.Closed;
        }

        bool isEnd = came == 0;
        if (rights.IsMarked)
        {
            // The last byte is no data: it only carried them.
            came--;
            TakeOffer(descriptors[..rights.Count]);
        }

        received = _inbound.Add(came, _rings?.Shared);
        if (_inbound.IsOver)
        {
            _rings!.OnSocketRead(isEnd);
            return IoStatus.Done;
        }

        return isEnd || _inbound.IsImpossible ? IoStatus.Closed : IoStatus.Done;
    }

    private bool WaitAtSocket(TimeSpan timeout)
    {
        Span<byte> one = stackalloc byte[1];
        while (_socket.WaitToReceive(timeout))
        {
            IoStatus status = ReadSocket(one, waits: false, out int received);
            if (received > 0)
            {
                _kept = one[0];
            }

            if (received > 0 || status == IoStatus.Closed)
            {
                return true;
            }

            if (_inbound.IsOver)
            {
                return _rings!.WaitToReceive(timeout);
            }
        }

        return false;
    }

    private void TakeOffer(ReadOnlySpan<int> descriptors)
    {
        // What another thread is about to send, it sends behind the change.
        lock (_sendGate)
        {
            if (_rings is not null || _isRefused || _hasEnded || _isAborted)
            {
                OfferedMemory.CloseAll(descriptors);
                return;
            }

            if (OfferedMemory.TryTake(descriptors, _takesBell, out EventFd? bell) is { } shared)
            {
                var rings = new AgentRings(_socket, shared, bell, _inbound, _sent);
                _rings = rings;
                if (_isAborted)
                {
                    rings.Abort();
                }
            }

            // Without, it stays on the socket, and the router learns nothing of it.
        }
    }

    private IoStatus SendOverSocket(ReadOnlySpan<byte> bytes, out int sent)
    {
        lock (_sendGate)
        {
            if (_rings is null)
            {
                IoStatus status = _socket.Send(bytes, out sent);
                _sent += Math.Max(sent, 0);

                // After a time limit nobody knows how much has gone, and so not where a change would be.
                _isRefused |= _sendTimeout is not null && status == IoStatus.WouldBlock;
                return status;
            }
        }

        return _rings.Send(bytes, _sendTimeout, out sent);
    }
}

using System.Net.Sockets;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// The agent's end: a Unix socket at first, and rings in the router's memory once that has been offered and taken
/// (<see cref="RouterConnection"/> says how the change goes). One thread reads and one writes; both may wait.
/// </summary>
public sealed class AgentConnection : Connection
{
    // A look at the socket is a system call; a router that is gone without a word may be noticed so much later.
    private const int LooksPerSocketLook = 256;
    private const int None = -1;

    private static readonly byte[] s_one = [0];

    private readonly SocketConnection _socket;
    private readonly bool _takesBell;
    private readonly UseCount _uses = new();
    private readonly AgentDoorbell _doorbell;
    private readonly object _sendGate = new();
    private volatile SharedRings? _rings;
    private EventFd? _bell;
    private TimeSpan _receiveTimeout = Timeout.InfiniteTimeSpan;
    private TimeSpan _sendTimeout;
    private long _socketIn;
    private long _socketOut;
    private long _peerSentBefore = None;
    private int _kept = None;
    private int _emptyLooks;
    private bool _waits = true;
    private bool _isRefused;
    private volatile bool _readsRing;
    private volatile bool _writesRing;
    private volatile bool _hasHungUp;
    private volatile bool _hasEnded;
    private volatile bool _isAborted;

    private AgentConnection(SocketConnection socket, TimeSpan sendTimeout, bool takesBell)
    {
        (_socket, _sendTimeout, _takesBell) = (socket, sendTimeout, takesBell);
        _doorbell = new AgentDoorbell(this);
    }

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <summary>True when what the router sends comes through the ring.</summary>
    public bool ReadsRing => _readsRing;

    /// <summary>True when what the router gets goes through the ring.</summary>
    public bool WritesRing => _writesRing;

    /// <summary>The rings, for tests that scribble there.</summary>
    internal SharedRings? Rings => _rings;

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
            return _readsRing ? ReceiveFromRing(buffer, out received) : ReceiveFromSocket(buffer, out received);
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
            return _writesRing ? SendThroughRing(bytes, out sent) : SendOverSocket(bytes, out sent);
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
        _waits = false;
        (_receiveTimeout, _sendTimeout) = (TimeSpan.Zero, TimeSpan.Zero);
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
            return _kept != None || (_readsRing ? _doorbell.Wait(forBytes: true, timeout) : WaitAtSocket(timeout));
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
            if (_writesRing)
            {
                _rings!.Complete();
                WakePeer();
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
            if (_rings is { } rings)
            {
                rings.Complete();
                rings.Abandon();
                WakePeer();
            }

            _socket.Abort();
            _doorbell.Pulse();
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

    /// <summary>With the ring in use: whether there is something to read, or room; or the end of either.</summary>
    internal bool IsReady(bool forBytes)
    {
        SharedRings rings = _rings!;
        return _isAborted || _hasHungUp || rings.IsBroken
            || (forBytes
                ? rings.IsPeerCompleted() || rings.CanRead()
                : _hasEnded || rings.IsPeerAbandoned() || rings.CanWrite());
    }

    /// <summary>Says in the memory that a thread here sleeps, or does no more.</summary>
    internal void SayThatItWaits(bool forBytes, bool waits)
    {
        if (forBytes)
        {
            _rings!.WaitForBytes(waits);
        }
        else
        {
            _rings!.WaitForRoom(waits);
        }
    }

    /// <summary>Sleeps until the router wakes this end, or is gone; one thread.</summary>
    internal void SleepAtSocket(TimeSpan timeout)
    {
        if (_socket.WaitToReceive(timeout))
        {
            DrainBells();
        }
    }

    /// <summary>While the socket still brings data, which a writer must leave: notices that the router is gone.</summary>
    internal void LookForEnd() => _hasHungUp |= !_readsRing && SocketRights.HasEnded(_socket.Descriptor);

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
        _bell?.Dispose();
        _socket.Dispose();
    }

    private IoStatus ReceiveFromRing(Span<byte> buffer, out int received)
    {
        while (true)
        {
            // In this order: what was written before the end is read before it.
            SharedRings rings = _rings!;
            bool hasEnded = _hasHungUp || rings.IsPeerCompleted();
            received = _isAborted ? 0 : rings.Read(buffer);
            if (received > 0)
            {
                _emptyLooks = 0;
                if (rings.MustWakeWriter())
                {
                    WakePeer();
                }

                return IoStatus.Done;
            }

            if (hasEnded || _isAborted || rings.IsBroken)
            {
                return IoStatus.Closed;
            }

            if (!_waits)
            {
                LookAtSocketNowAndThen();
                return IoStatus.WouldBlock;
            }

            if (!_doorbell.Wait(forBytes: true, _receiveTimeout))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    private void LookAtSocketNowAndThen()
    {
        if (++_emptyLooks % LooksPerSocketLook == 0)
        {
            DrainBells();
        }
    }

    private void DrainBells()
    {
        Span<byte> bells = stackalloc byte[256];
        Span<int> none = stackalloc int[SocketRights.MaxDescriptors];
        int received = SocketRights.Receive(_socket.Descriptor, bells, waits: false, none, out ReceivedRights rights);
        CloseAll(none[..rights.Count]);
        _hasHungUp |= received == 0 || (received < 0 && !rights.IsNothingYet);
    }

    private IoStatus ReceiveFromSocket(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_kept != None)
        {
            (buffer[0], _kept, received) = ((byte)_kept, None, 1);
            return IoStatus.Done;
        }

        while (!_readsRing)
        {
            IoStatus status = ReadSocket(buffer, _waits, out received);
            if (status != IoStatus.Done || received > 0)
            {
                return status;
            }
        }

        return ReceiveFromRing(buffer, out received);
    }

    // Done without bytes: what came was no data; look whether the ring is to be read by now.
    private IoStatus ReadSocket(Span<byte> buffer, bool waits, out int received)
    {
        Span<int> descriptors = stackalloc int[SocketRights.MaxDescriptors];
        received = 0;
        if (FindSwitch(_socketIn))
        {
            return IoStatus.Done;
        }

        long left = _peerSentBefore < 0 ? buffer.Length : Math.Min(buffer.Length, _peerSentBefore - _socketIn);
        int came = SocketRights.Receive(
            _socket.Descriptor, buffer[..(int)left], waits, descriptors, out ReceivedRights rights);
        if (came < 0)
        {
            return rights.IsNothingYet ? IoStatus.WouldBlock : IoStatus.Closed;
        }

        bool isEnd = came == 0;
        if (rights.IsMarked)
        {
            // The last byte is no data: it only carried them.
            came--;
            TakeOffer(descriptors[..rights.Count]);
        }

        long before = _socketIn;
        _socketIn += came;
        if (FindSwitch(before))
        {
            _hasHungUp |= isEnd;
            received = (int)(_socketIn - before);
            return IoStatus.Done;
        }

        received = came;
        return isEnd || _rings is { IsBroken: true } ? IoStatus.Closed : IoStatus.Done;
    }

    private bool FindSwitch(long handedOn)
    {
        if (_peerSentBefore < 0 && _rings is { } rings && rings.TryFindSwitch(out long sentBefore))
        {
            _peerSentBefore = Math.Max(sentBefore, handedOn);
        }

        if (_peerSentBefore < 0 || _socketIn < _peerSentBefore)
        {
            return false;
        }

        _socketIn = _peerSentBefore;
        _readsRing = true;
        _doorbell.Pulse();
        return true;
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

            if (_readsRing)
            {
                return _doorbell.Wait(forBytes: true, timeout);
            }
        }

        return false;
    }

    private void TakeOffer(ReadOnlySpan<int> descriptors)
    {
        lock (_sendGate)
        {
            bool isWanted = _rings is null && !_isRefused && !_hasEnded && !_isAborted;
            SharedRings? rings = isWanted && descriptors.Length > 0 ? TryMap(descriptors[0]) : null;
            if (rings is null)
            {
                // It stays on the socket, and the router learns nothing of it.
                _isRefused = true;
                CloseAll(isWanted && descriptors.Length > 0 ? descriptors[1..] : descriptors);
                return;
            }

            if (descriptors.Length > 1 && _takesBell)
            {
                _bell = new EventFd(descriptors[1]);
                CloseAll(descriptors[2..]);
            }
            else
            {
                CloseAll(descriptors[1..]);
            }

            // What another thread is about to send, it sends behind the change.
            rings.BeReady();
            rings.Switch(_socketOut);
            _rings = rings;
            _writesRing = true;
            WakePeer();
        }
    }

    // Takes over the descriptor.
    private static SharedRings? TryMap(int descriptor)
    {
        using SealedMemory? memory = SealedMemory.TryAdopt(
            descriptor, (nuint)SharedRings.SizeFor(MemoryBudget.MaxRingBytes));
        if (memory is null)
        {
            return null;
        }

        try
        {
            var slab = new SharedSlab(memory);
            SharedRings? rings = SharedRings.TryTake(slab);
            if (rings is null)
            {
                slab.Dispose();
            }

            return rings;
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private static void CloseAll(ReadOnlySpan<int> descriptors)
    {
        foreach (int descriptor in descriptors)
        {
            SocketRights.Close(descriptor);
        }
    }

    private IoStatus SendOverSocket(ReadOnlySpan<byte> bytes, out int sent)
    {
        lock (_sendGate)
        {
            if (!_writesRing)
            {
                IoStatus status = _socket.Send(bytes, out sent);
                _socketOut += Math.Max(sent, 0);

                // After a time limit nobody knows how much has gone, and so not where a change would be.
                _isRefused |= _waits && status == IoStatus.WouldBlock;
                return status;
            }
        }

        return SendThroughRing(bytes, out sent);
    }

    private IoStatus SendThroughRing(ReadOnlySpan<byte> bytes, out int sent)
    {
        SharedRings rings = _rings!;
        while (true)
        {
            sent = 0;
            if (_isAborted || _hasEnded || _hasHungUp || rings.IsPeerAbandoned())
            {
                return IoStatus.Closed;
            }

            sent = rings.Write(bytes);
            if (rings.IsBroken)
            {
                return IoStatus.Closed;
            }

            if (sent > 0 || bytes.IsEmpty)
            {
                if (rings.MustWakeReader())
                {
                    WakePeer();
                }

                return IoStatus.Done;
            }

            if (!_waits || !_doorbell.Wait(forBytes: false, _sendTimeout))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    // Over the socket only behind the change: before it, a byte there is data. Without room the router has something to
    // read, and wakes for that.
    private void WakePeer()
    {
        if (_bell is { } bell)
        {
            bell.Signal();
        }
        else if (_writesRing)
        {
            _ = SocketRights.Send(_socket.Descriptor, s_one, []);
        }
    }
}

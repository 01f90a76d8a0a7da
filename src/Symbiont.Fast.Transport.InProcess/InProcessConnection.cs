using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>
/// One end of a pair of byte rings. The router's end never blocks; the agent's waits for bytes, and for room, as long as
/// its time limits say.
/// </summary>
public sealed class InProcessConnection : Connection, IWatched
{
    private readonly ByteRing _inbound;
    private readonly ByteRing _outbound;
    private readonly Waiter? _waiter;
    private InProcessConnection? _peer;
    private TimeSpan _receiveTimeout = Timeout.InfiniteTimeSpan;
    private TimeSpan _sendTimeout;

    private InProcessConnection(ByteRing inbound, ByteRing outbound, bool waits)
    {
        _inbound = inbound;
        _outbound = outbound;
        _waiter = waits ? new Waiter() : null;
    }

    /// <summary>Bytes that each direction holds: one whole frame and the beginning of the next.</summary>
    public static int RingBytes => 512 * 1024;

    /// <summary>There is none; <see cref="InProcessPoller"/> watches it.</summary>
    public override int Descriptor => -1;

    /// <inheritdoc/>
    public ReadySignal Signal { get; } = new();

    /// <inheritdoc/>
    public bool CanRead => !_inbound.IsEmpty || _inbound.IsCompleted || _inbound.IsAbandoned;

    /// <inheritdoc/>
    public bool CanWrite => !_outbound.IsFull || _outbound.IsAbandoned || _outbound.IsCompleted;

    /// <summary>Connects an agent to a router in this process.</summary>
    /// <param name="endPoint">The object that the router listens at.</param>
    /// <param name="sendTimeout">How long a write waits for room.</param>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there, or too many wait.</exception>
    public static InProcessConnection Connect(InProcessEndPoint endPoint, TimeSpan sendTimeout)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        InProcessListener listener = endPoint.Find();
        var up = new ByteRing(RingBytes);
        var down = new ByteRing(RingBytes);
        var agent = new InProcessConnection(down, up, waits: true) { _sendTimeout = sendTimeout };
        var router = new InProcessConnection(up, down, waits: false) { _peer = agent };
        agent._peer = router;
        listener.Add(router);
        return agent;
    }

    /// <inheritdoc/>
    public override PeerOrigin FindOrigin() => new(PeerOriginKind.SameProcess, 0);

    /// <summary>The peer is this process.</summary>
    public override bool TryFindCredentials(out PeerCredentials credentials)
    {
        credentials = default;
        return false;
    }

    /// <summary>Nobody need ask the kernel about this process.</summary>
    public override string? FindControlGroup() => null;

    /// <inheritdoc/>
    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        while (true)
        {
            // In this order: what was written before the end is read before it.
            bool ended = _inbound.IsCompleted;
            received = _inbound.IsAbandoned ? 0 : _inbound.Read(buffer);
            if (received > 0)
            {
                AnnounceRoom();
                return IoStatus.Done;
            }

            if (ended || _inbound.IsAbandoned)
            {
                return IoStatus.Closed;
            }

            if (_waiter is null || !_waiter.Wait(this, static end => end.CanRead, _receiveTimeout))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        while (true)
        {
            if (_outbound.IsAbandoned || _outbound.IsCompleted)
            {
                return IoStatus.Closed;
            }

            sent = _outbound.Write(bytes);
            if (sent > 0 || bytes.IsEmpty)
            {
                Tell(_peer!);
                return IoStatus.Done;
            }

            if (_waiter is null || !_waiter.Wait(this, static end => end.CanWrite, _sendTimeout))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    /// <inheritdoc/>
    public override void SetReceiveTimeout(TimeSpan timeout) => _receiveTimeout = timeout;

    /// <inheritdoc/>
    public override void StopWaiting() => (_receiveTimeout, _sendTimeout) = (TimeSpan.Zero, TimeSpan.Zero);

    /// <inheritdoc/>
    public override bool WaitToReceive(TimeSpan timeout) =>
        CanRead || (_waiter is { } waiter && waiter.Wait(this, static end => end.CanRead, timeout));

    /// <inheritdoc/>
    public override void EndSending()
    {
        _outbound.Complete();
        Tell(_peer!);
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        _outbound.Complete();
        _inbound.Abandon();
        Tell(_peer!);
        Tell(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Abort();

    private static void Tell(InProcessConnection end)
    {
        if (end._waiter is { } waiter)
        {
            waiter.Ring();
        }
        else
        {
            end.Signal.Announce();
        }
    }

    // The writer on the other side may wait for room. Its wish and this side's progress are each written before the
    // other is read, so one of the two sees the other.
    private void AnnounceRoom()
    {
        InProcessConnection peer = _peer!;
        if (peer._waiter is { } waiter)
        {
            waiter.Ring();
            return;
        }

        Interlocked.MemoryBarrier();
        if (peer.Signal.WantsWrite)
        {
            peer.Signal.Announce();
        }
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// The router's end: a Unix socket at first; once the agent has proven who it is, memory is offered to it, and if it
/// takes that, the bytes go through rings there. Never waits. <see cref="SharedMemoryPoller"/> watches it.
/// </summary>
/// <remarks>
/// <para>Either direction changes at a byte that its sender names: it writes into the memory how many bytes it has sent
/// over the socket, and from then on writes to the ring. The reader takes so many from the socket, then goes on with
/// the ring. What comes over the socket behind them only wakes. An agent that never takes the offer stays on the
/// socket.</para>
/// <para>The agent is woken by a byte over the socket: an eventfd that it shares could be made to wait (fcntl(2),
/// O_NONBLOCK belongs to everybody who has it). The one that the agent got is only watched here, never read or written.
/// </para>
/// </remarks>
public sealed class RouterConnection : Connection
{
    // What goes with the descriptors, and what wakes; no value means anything.
    private static readonly byte[] s_one = [0];

    private readonly Connection _socket;
    private readonly MemoryBudget _budget;
    private readonly InboundSwitch _inbound = new();
    private SharedRings? _rings;
    private EventFd? _bell;
    private long _socketOut;
    private bool _hasEnded;
    private volatile bool _isAborted;

    internal RouterConnection(Connection socket, MemoryBudget budget) => (_socket, _budget) = (socket, budget);

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <summary>What became of the offer.</summary>
    public MemoryOffer Offer { get; private set; }

    /// <summary>True when the agent wrote into the memory what cannot be; the connection is over then.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The rings; null until they are offered.</summary>
    internal SharedRings? Rings => _rings;

    /// <summary>Makes the poller's thread look here; -1 when there is none.</summary>
    internal int BellDescriptor => _bell?.Descriptor ?? -1;

    internal RingWatch Watch { get; } = new();

    /// <summary>True when what the agent sends comes through the ring.</summary>
    internal bool ReadsRing => _inbound.IsOver;

    /// <summary>True when what the agent gets goes through the ring.</summary>
    internal bool WritesRing { get; private set; }

    /// <summary>True when the socket has ended: the agent is gone.</summary>
    internal bool HasHungUp { get; private set; }

    /// <summary>With <see cref="ReadsRing"/>: whether a read gives something: bytes, or the end.</summary>
    internal bool CanRead => _rings is { } rings && ReadsRing
        && (_isAborted || HasHungUp || rings.IsPeerCompleted() || rings.CanRead());

    /// <summary>
    /// With <see cref="WritesRing"/>: whether a write takes something, or says that the agent is gone.
    /// </summary>
    internal bool CanWrite => _rings is { } rings && WritesRing
        && (_isAborted || _hasEnded || HasHungUp || rings.IsPeerAbandoned() || rings.CanWrite());

    /// <inheritdoc/>
    public override PeerOrigin FindOrigin() => _socket.FindOrigin();

    /// <inheritdoc/>
    public override bool TryFindCredentials(out PeerCredentials credentials) =>
        _socket.TryFindCredentials(out credentials);

    /// <inheritdoc/>
    public override string? FindControlGroup() => _socket.FindControlGroup();

    /// <summary>Offers memory to the agent, once.</summary>
    public override void OnAuthenticated()
    {
        if (Offer != MemoryOffer.None || _isAborted || _hasEnded)
        {
            return;
        }

        Offer = MemoryOffer.Withheld;
        _rings = _budget.TryMake(out SealedMemory? memory);
        using (memory)
        {
            if (_rings is null)
            {
                return;
            }

            if (!TrySend(memory!))
            {
                Withdraw();
                return;
            }
        }

        Offer = MemoryOffer.Made;
        Watch.Poller?.OnOffered(this);
    }

    /// <inheritdoc/>
    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_isAborted || IsBroken)
        {
            return IoStatus.Closed;
        }

        Refresh();
        if (!ReadsRing && !IsBroken)
        {
            IoStatus status = ReceiveFromSocket(buffer, out received);
            if (status != IoStatus.Done || received > 0)
            {
                return status;
            }
        }

        return IsBroken ? Break() : ReceiveFromRing(buffer, out received);
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        if (_isAborted || IsBroken || _hasEnded)
        {
            return IoStatus.Closed;
        }

        SwitchWriting();
        if (!WritesRing)
        {
            IoStatus status = _socket.Send(bytes, out sent);
            _socketOut += Math.Max(sent, 0);
            return status;
        }

        if (HasHungUp || _rings!.IsPeerAbandoned())
        {
            return IoStatus.Closed;
        }

        sent = _rings.Write(bytes);
        if (_rings.IsBroken)
        {
            return Break();
        }

        if (sent > 0 && _rings.MustWakeReader())
        {
            WakePeer();
        }

        return sent > 0 || bytes.IsEmpty ? IoStatus.Done : IoStatus.WouldBlock;
    }

    /// <summary>This end never waits.</summary>
    public override void SetReceiveTimeout(TimeSpan timeout)
    {
    }

    /// <summary>This end never waits.</summary>
    public override void StopWaiting()
    {
    }

    /// <summary>Whether there is something to read; waits only while the socket is read.</summary>
    public override bool WaitToReceive(TimeSpan timeout)
    {
        Refresh();
        return ReadsRing ? CanRead : _socket.WaitToReceive(timeout);
    }

    /// <inheritdoc/>
    public override void EndSending()
    {
        if (_hasEnded || _isAborted)
        {
            return;
        }

        SwitchWriting();
        _hasEnded = true;
        if (WritesRing)
        {
            _rings!.Complete();
            WakePeer();
        }
        else
        {
            _socket.EndSending();
        }
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (!_isAborted)
        {
            _isAborted = true;
            _rings?.Complete();
            _rings?.Abandon();
        }

        _socket.Abort();
    }

    /// <summary>Looks whether the agent has taken the offer and sends through the ring.</summary>
    internal void Refresh()
    {
        if (_rings is not { } rings || ReadsRing || IsBroken)
        {
            return;
        }

        SwitchWriting();
        _inbound.Look(rings);
        IsBroken |= _inbound.IsImpossible;
    }

    /// <summary>With <see cref="ReadsRing"/>: takes what is on the socket, which wakes and says nothing else.</summary>
    internal void DrainBells()
    {
        Span<byte> bells = stackalloc byte[256];
        HasHungUp |= _socket.Receive(bells, out _) == IoStatus.Closed;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Abort();
        Withdraw();
        _socket.Dispose();
    }

    private bool TrySend(SealedMemory memory)
    {
        try
        {
            _bell = new EventFd();
        }
        catch (SystemCallException)
        {
            return false;
        }

        return SocketRights.Send(_socket.Descriptor, s_one, [memory.Descriptor, _bell.Descriptor]) == 1;
    }

    private void Withdraw()
    {
        _bell?.Dispose();
        _bell = null;
        if (_rings is { } rings)
        {
            _rings = null;
            _budget.GiveBack(rings, mayBeRead: WritesRing && !IsBroken && !HasHungUp);
        }
    }

    // Done without bytes: what came was no data, and the ring is to be read from now on.
    private IoStatus ReceiveFromSocket(Span<byte> buffer, out int received)
    {
        IoStatus status = _socket.Receive(buffer[.._inbound.Limit(buffer.Length)], out received);
        received = _inbound.Add(status == IoStatus.Done ? received : 0, _rings);
        if (_inbound.IsImpossible)
        {
            return Break();
        }

        HasHungUp |= ReadsRing && status == IoStatus.Closed;
        return received > 0 || ReadsRing ? IoStatus.Done : status;
    }

    private IoStatus ReceiveFromRing(Span<byte> buffer, out int received)
    {
        // In this order: what was written before the end is read before it.
        SharedRings rings = _rings!;
        bool hasEnded = HasHungUp || rings.IsPeerCompleted();
        received = rings.Read(buffer);
        if (rings.IsBroken)
        {
            return Break();
        }

        if (received > 0)
        {
            if (rings.MustWakeWriter())
            {
                WakePeer();
            }

            return IoStatus.Done;
        }

        return hasEnded ? IoStatus.Closed : IoStatus.WouldBlock;
    }

    private void SwitchWriting()
    {
        if (!WritesRing && !_hasEnded && !_isAborted && _rings is { } rings && rings.IsPeerReady())
        {
            rings.Switch(_socketOut);
            WritesRing = true;
            WakePeer();
        }
    }

    // Without room the agent has something to read, and wakes for that.
    private void WakePeer()
    {
        SwitchWriting();
        if (WritesRing)
        {
            _ = SocketRights.Send(_socket.Descriptor, s_one, []);
        }
    }

    private IoStatus Break()
    {
        IsBroken = true;
        return IoStatus.Closed;
    }
}

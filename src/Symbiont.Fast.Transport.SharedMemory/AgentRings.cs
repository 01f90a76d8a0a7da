using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// The agent's end once it has the router's memory: what it sends goes through the ring from then on, and what it reads
/// as soon as the router has changed over. One thread reads and one writes; both may wait.
/// </summary>
internal sealed class AgentRings : IDisposable
{
    // A look at the socket is a system call; a router that is gone without a word may be noticed so much later.
    private const int LooksPerSocketLook = 256;

    private static readonly byte[] s_one = [0];

    private readonly SocketConnection _socket;
    private readonly EventFd? _bell;
    private readonly InboundSwitch _inbound;
    private readonly AgentDoorbell _doorbell;
    private int _emptyLooks;
    private volatile bool _hasHungUp;
    private volatile bool _hasEnded;
    private volatile bool _isAborted;

    /// <summary>Changes over; what is sent from now on goes through the ring.</summary>
    /// <param name="socket">The connection's socket, by which the router wakes this end.</param>
    /// <param name="rings">The rings.</param>
    /// <param name="bell">What wakes the router; null for the socket.</param>
    /// <param name="inbound">Says when the router has changed over.</param>
    /// <param name="sentBefore">How many bytes were sent over the socket.</param>
    public AgentRings(
        SocketConnection socket, SharedRings rings, EventFd? bell, InboundSwitch inbound, long sentBefore)
    {
        (_socket, Shared, _bell, _inbound) = (socket, rings, bell, inbound);
        _doorbell = new AgentDoorbell(this);
        rings.BeReady();
        rings.Switch(sentBefore);
        WakePeer();
    }

    /// <summary>The memory.</summary>
    public SharedRings Shared { get; }

    /// <summary>True when the router sends through its ring.</summary>
    public bool IsRead => _inbound.IsOver;

    /// <summary>Reads from the ring.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="timeout">How long to wait; null not to.</param>
    /// <param name="received">How much came.</param>
    public IoStatus Receive(Span<byte> buffer, TimeSpan? timeout, out int received)
    {
        while (true)
        {
            // In this order: what was written before the end is read before it.
            bool hasEnded = _hasHungUp || Shared.IsPeerCompleted();
            received = _isAborted ? 0 : Shared.Read(buffer);
            if (received > 0)
            {
                _emptyLooks = 0;
                if (Shared.MustWakeWriter())
                {
                    WakePeer();
                }

                return IoStatus.Done;
            }

            if (hasEnded || _isAborted || Shared.IsBroken)
            {
                return IoStatus.Closed;
            }

            if (timeout is not { } patience)
            {
                LookAtSocketNowAndThen();
                return IoStatus.WouldBlock;
            }

            if (!_doorbell.Wait(forBytes: true, patience))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    /// <summary>Writes what fits into the ring.</summary>
    /// <param name="bytes">What.</param>
    /// <param name="timeout">How long to wait for room; null not to.</param>
    /// <param name="sent">How much fitted.</param>
    public IoStatus Send(ReadOnlySpan<byte> bytes, TimeSpan? timeout, out int sent)
    {
        while (true)
        {
            sent = 0;
            if (_isAborted || _hasEnded || _hasHungUp || Shared.IsPeerAbandoned())
            {
                return IoStatus.Closed;
            }

            sent = Shared.Write(bytes);
            if (Shared.IsBroken)
            {
                return IoStatus.Closed;
            }

            if (sent > 0 || bytes.IsEmpty)
            {
                if (Shared.MustWakeReader())
                {
                    WakePeer();
                }

                return IoStatus.Done;
            }

            if (timeout is not { } patience || !_doorbell.Wait(forBytes: false, patience))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    /// <summary>Waits until there is something to read; false when the time is over before.</summary>
    public bool WaitToReceive(TimeSpan timeout) => _doorbell.Wait(forBytes: true, timeout);

    /// <summary>The router has changed over, or the socket has ended: whoever waits looks again.</summary>
    public void OnSocketRead(bool hasEnded)
    {
        _hasHungUp |= hasEnded;
        _doorbell.Pulse();
    }

    /// <summary>Nothing is sent any more.</summary>
    public void EndSending()
    {
        _hasEnded = true;
        Shared.Complete();
        WakePeer();
    }

    /// <summary>Nothing is sent or read any more; any thread.</summary>
    public void Abort()
    {
        _isAborted = true;
        Shared.Complete();
        Shared.Abandon();
        WakePeer();
        _doorbell.Pulse();
    }

    /// <summary>Whether there is something to read, or room; or the end of either.</summary>
    public bool IsReady(bool forBytes) => _isAborted || _hasHungUp || Shared.IsBroken
        || (forBytes
            ? IsRead && (Shared.IsPeerCompleted() || Shared.CanRead())
            : _hasEnded || Shared.IsPeerAbandoned() || Shared.CanWrite());

    /// <summary>Says in the memory that a thread here sleeps, or does no more.</summary>
    public void SayThatItWaits(bool forBytes, bool waits)
    {
        if (forBytes)
        {
            Shared.WaitForBytes(waits);
        }
        else
        {
            Shared.WaitForRoom(waits);
        }
    }

    /// <summary>With <see cref="IsRead"/>: sleeps until the router wakes this end, or is gone; one thread.</summary>
    public void SleepAtSocket(TimeSpan timeout)
    {
        if (_socket.WaitToReceive(timeout))
        {
            DrainBells();
        }
    }

    /// <summary>
    /// While the socket still brings data, which a writer must leave there: notices that the router is gone.
    /// </summary>
    public void LookForEnd() => _hasHungUp |= !IsRead && SocketRights.HasEnded(_socket.Descriptor);

    /// <summary>Unmaps the memory; nobody may be using it.</summary>
    public void Dispose()
    {
        Shared.Dispose();
        _bell?.Dispose();
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
        Span<int> strays = stackalloc int[SocketRights.MaxDescriptors];
        int received = SocketRights.Receive(_socket.Descriptor, bells, waits: false, strays, out ReceivedRights rights);
        OfferedMemory.CloseAll(strays[..rights.Count]);
        _hasHungUp |= received == 0 || (received < 0 && !rights.IsNothingYet);
    }

    // Without room on the socket the router has something to read, and wakes for that.
    private void WakePeer()
    {
        if (_bell is { } bell)
        {
            bell.Signal();
        }
        else
        {
            _ = SocketRights.Send(_socket.Descriptor, s_one, []);
        }
    }
}

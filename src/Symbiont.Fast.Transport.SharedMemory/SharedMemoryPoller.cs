using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// Readiness of connections over shared memory, level-triggered. Those that were lately busy are looked at in every
/// turn, which costs no system call; the others say in the memory that they sleep, and their agents make the kernel
/// tell. Owned by one thread, and lies over its <see cref="SocketPoller"/>, where it waits.
/// </summary>
/// <remarks>
/// So a turn costs what the busy ones cost, however many there are. An agent that wakes the router all the time pays
/// more for it than the router; one that does not, or says that the router is awake, stalls itself.
/// </remarks>
/// <param name="sockets">The thread's sockets.</param>
public sealed class SharedMemoryPoller(SocketPoller sockets)
{
    // Set in the token with which the kernel reports a connection's bell.
    private const ulong Bell = 1UL << 31;

    // The next message of an exchange comes within a few; so many take some ten to fifty microseconds, what a sleep and
    // a wake-up would cost.
    private const int LooksBeforeArming = 512;

    private readonly Dictionary<ulong, RouterConnection> _byToken = [];
    private readonly List<RouterConnection> _active = [];
    private int _next;
    private long _round;

    /// <summary>True while some connection is looked at in every turn.</summary>
    public bool IsBusy => _active.Count > 0;

    /// <summary>Starts to watch for reads.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="token">Comes back with its readiness; bit 31 is not set.</param>
    public void Add(RouterConnection link, ulong token)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentOutOfRangeException.ThrowIfNotEqual(token & Bell, 0UL, nameof(token));
        RingWatch watch = link.Watch;
        (watch.Poller, watch.Token, watch.WantsRead, watch.WantsWrite) = (this, token, true, false);
        _byToken.Add(token, link);
        if (!link.HasHungUp)
        {
            sockets.Add(link.Descriptor, token);
            (watch.IsOnSocket, watch.SocketReads, watch.SocketWrites) = (true, true, false);
        }

        if (link.BellDescriptor >= 0)
        {
            sockets.AddSignal(link.BellDescriptor, token | Bell);
            Activate(link);
        }
    }

    /// <summary>Changes what it is watched for.</summary>
    public void Watch(RouterConnection link, bool read, bool write)
    {
        ArgumentNullException.ThrowIfNull(link);
        (link.Watch.WantsRead, link.Watch.WantsWrite) = (read, write);
        WatchSocket(link);
        if (link.Rings is not null)
        {
            Activate(link);
        }
    }

    /// <summary>Stops watching it; before it is closed.</summary>
    public void Remove(RouterConnection link)
    {
        ArgumentNullException.ThrowIfNull(link);
        RingWatch watch = link.Watch;
        if (!ReferenceEquals(watch.Poller, this))
        {
            return;
        }

        watch.Poller = null;
        _byToken.Remove(watch.Token);
        LeaveSocket(link);
        if (link.BellDescriptor >= 0)
        {
            sockets.Remove(link.BellDescriptor);
        }

        if (watch.IsActive)
        {
            watch.IsActive = false;
            _active.Remove(link);
        }
    }

    /// <summary>Looks at the busy connections, beginning behind where the last look ended. No system call.</summary>
    /// <returns>How many entries of <paramref name="ready"/> were written.</returns>
    public int Poll(Span<Readiness> ready)
    {
        int written = 0;
        for (int looks = _active.Count; looks > 0 && written < ready.Length; looks--)
        {
            _next = _next < _active.Count ? _next : 0;
            RouterConnection link = _active[_next];
            RingWatch watch = link.Watch;
            if (TryReport(link, out ready[written]))
            {
                written++;
                watch.IdleLooks = 0;
                _next++;
            }
            else if (++watch.IdleLooks >= LooksBeforeArming && TryArm(link))
            {
                Deactivate(_next);
            }
            else
            {
                _next++;
            }
        }

        return written;
    }

    /// <summary>
    /// Looks at the kernel: at sockets and at those connections that are not busy. Waits when asked to, unless a busy
    /// one has something.
    /// </summary>
    /// <returns>How many entries of <paramref name="ready"/> were written.</returns>
    public int Wait(Span<Readiness> ready, int timeoutMilliseconds)
    {
        int patience = timeoutMilliseconds == 0 || TryPrepareWait() ? timeoutMilliseconds : 0;
        int count = sockets.Wait(ready, patience);
        if (_byToken.Count == 0)
        {
            return count;
        }

        _round++;
        int written = 0;
        for (int i = 0; i < count; i++)
        {
            Readiness entry = ready[i];
            bool isBell = (entry.Token & Bell) != 0;
            if (_byToken.TryGetValue(entry.Token & ~Bell, out RouterConnection? link) && link.Rings is not null)
            {
                written += TryTranslate(link, entry, isBell, out ready[written]) ? 1 : 0;
            }
            else if (!isBell)
            {
                ready[written++] = entry;
            }
        }

        return written;
    }

    /// <summary>
    /// From now on the agents of all wake this thread; false when one has something, and the thread must not sleep.
    /// </summary>
    public bool TryPrepareWait()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (!TryArm(_active[i]))
            {
                return false;
            }

            Deactivate(i);
        }

        return true;
    }

    /// <summary>A watched connection has got its bell.</summary>
    internal void OnOffered(RouterConnection link) => sockets.AddSignal(link.BellDescriptor, link.Watch.Token | Bell);

    private bool TryTranslate(RouterConnection link, Readiness kernel, bool isBell, out Readiness readiness)
    {
        RingWatch watch = link.Watch;
        link.Refresh();
        if (!isBell && link.ReadsRing && kernel.Readable)
        {
            link.DrainBells();
        }

        Activate(link);
        bool any = TryReport(link, out readiness);
        if (!isBell)
        {
            bool readable = readiness.Readable || (kernel.Readable && !link.ReadsRing);
            bool writable = readiness.Writable || (kernel.Writable && watch.WantsWrite && !link.WritesRing);
            readiness = new Readiness(watch.Token, readable, writable);
            any = readable || writable;
        }

        // The bell and the socket may both have told of the same thing.
        bool isNew = watch.Round != _round;
        watch.Round = any ? _round : watch.Round;
        return any && isNew;
    }

    private bool TryReport(RouterConnection link, out Readiness readiness)
    {
        RingWatch watch = link.Watch;
        link.Refresh();
        WatchSocket(link);
        bool isGone = link.HasHungUp && !watch.IsEndTold;
        bool readable = (watch.WantsRead && (link.CanRead || link.IsBroken)) || isGone;
        bool writable = watch.WantsWrite && link.CanWrite;
        watch.IsEndTold |= isGone;
        readiness = new Readiness(watch.Token, readable, writable);
        return readable || writable;
    }

    // Once the ring is read, the socket is watched for whatever comes: it only wakes, or ends.
    private void WatchSocket(RouterConnection link)
    {
        RingWatch watch = link.Watch;
        if (link.HasHungUp)
        {
            LeaveSocket(link);
            return;
        }

        bool read = link.ReadsRing || watch.WantsRead;
        bool write = watch.WantsWrite && !link.WritesRing;
        if (watch.IsOnSocket && (watch.SocketReads != read || watch.SocketWrites != write))
        {
            (watch.SocketReads, watch.SocketWrites) = (read, write);
            sockets.Watch(link.Descriptor, watch.Token, read, write);
        }
    }

    // A socket whose peer is gone would be reported for ever.
    private void LeaveSocket(RouterConnection link)
    {
        if (link.Watch.IsOnSocket)
        {
            link.Watch.IsOnSocket = false;
            sockets.Remove(link.Descriptor);
        }
    }

    private void Activate(RouterConnection link)
    {
        RingWatch watch = link.Watch;
        watch.IdleLooks = 0;
        if (watch.IsActive)
        {
            return;
        }

        watch.IsActive = true;
        _active.Add(link);
        link.Rings!.WaitForBytes(false);
        link.Rings.WaitForRoom(false);
    }

    private void Deactivate(int index)
    {
        // The others keep their order: one that moved in front of this look's end would be told twice.
        _active[index].Watch.IsActive = false;
        _active.RemoveAt(index);
    }

    // From now on the agent wakes this thread, unless there is something already.
    private bool TryArm(RouterConnection link)
    {
        if (link.Rings is not { } rings)
        {
            return true;
        }

        // First: where the socket is what wakes, the kernel must watch it by then.
        RingWatch watch = link.Watch;
        link.Refresh();
        WatchSocket(link);
        rings.WaitForBytes(link.ReadsRing && watch.WantsRead);
        rings.WaitForRoom(link.WritesRing && watch.WantsWrite);
        bool isQuiet = !(watch.WantsRead && (link.CanRead || link.IsBroken)) && !(watch.WantsWrite && link.CanWrite);
        if (!isQuiet)
        {
            rings.WaitForBytes(false);
            rings.WaitForRoom(false);
        }

        return isQuiet;
    }
}

using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>
/// Readiness of in-process connections and listeners, level-triggered, without a system call. Owned by one thread, which
/// sleeps elsewhere: what becomes ready rings the doorbell it is made with.
/// </summary>
/// <param name="doorbell">Wakes the owner.</param>
public sealed class InProcessPoller(IDoorbell doorbell)
{
    private readonly List<ReadySignal> _active = [];
    private ReadySignal? _news;
    private int _next;

    /// <summary>True when there may be something ready now. Owner.</summary>
    public bool HasNews => _active.Count > 0 || Volatile.Read(ref _news) is not null;

    /// <summary>Starts to watch for reads.</summary>
    /// <param name="watched">What.</param>
    /// <param name="token">Comes back with its readiness.</param>
    public void Add(IWatched watched, ulong token)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ReadySignal signal = watched.Signal;
        (signal.Watched, signal.Token, signal.WantsRead) = (watched, token, true);
        signal.Attach(this);
    }

    /// <summary>Changes what it is watched for.</summary>
    public void Watch(IWatched watched, bool read, bool write)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ReadySignal signal = watched.Signal;
        signal.WantsRead = read;
        signal.WantsWrite = write;

        // The wish must be visible before the next look for room: the reader makes room before it looks for the wish.
        Interlocked.MemoryBarrier();
        Activate(signal);
    }

    /// <summary>Stops watching it.</summary>
    public void Remove(IWatched watched)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ReadySignal signal = watched.Signal;
        signal.Watched = null;
        signal.WantsWrite = false;
        if (signal.IsActive)
        {
            signal.IsActive = false;
            _active.Remove(signal);
        }
    }

    /// <summary>Looks for what is ready, beginning behind where the last look ended.</summary>
    /// <returns>How many entries of <paramref name="ready"/> were written.</returns>
    public int Poll(Span<Readiness> ready)
    {
        TakeNews();
        int written = 0;
        for (int looks = _active.Count; looks > 0 && written < ready.Length && _active.Count > 0; looks--)
        {
            _next = _next < _active.Count ? _next : 0;
            ReadySignal signal = _active[_next];
            IWatched watched = signal.Watched!;
            bool readable = signal.WantsRead && watched.CanRead;
            bool writable = signal.WantsWrite && watched.CanWrite;
            if (readable || writable)
            {
                ready[written++] = new Readiness(signal.Token, readable, writable);
                _next++;
            }
            else
            {
                // Whatever changes from now on is announced: the flag was cleared before this look. The others keep their
                // order: one that moved in front of this look's end would be told twice, and another not at all.
                signal.IsActive = false;
                _active.RemoveAt(_next);
            }
        }

        return written;
    }

    /// <summary>Any thread: there may be something new.</summary>
    internal void Push(ReadySignal signal)
    {
        ReadySignal? top = Volatile.Read(ref _news);
        while (true)
        {
            signal.Next = top;
            ReadySignal? seen = Interlocked.CompareExchange(ref _news, signal, top);
            if (ReferenceEquals(seen, top))
            {
                break;
            }

            top = seen;
        }

        doorbell.Ring();
    }

    private void TakeNews()
    {
        ReadySignal? signal = Volatile.Read(ref _news) is null ? null : Interlocked.Exchange(ref _news, null);
        while (signal is not null)
        {
            ReadySignal? next = signal.Next;
            signal.Next = null;
            signal.Clear();
            if (signal.Watched is not null)
            {
                Activate(signal);
            }

            signal = next;
        }
    }

    private void Activate(ReadySignal signal)
    {
        if (!signal.IsActive)
        {
            signal.IsActive = true;
            _active.Add(signal);
        }
    }
}

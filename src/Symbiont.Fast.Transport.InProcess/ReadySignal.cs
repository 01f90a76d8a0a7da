namespace Symbiont.Fast.Transport.InProcess;

/// <summary>
/// One watched thing's place in its poller's stack of news. It stands there at most once, so the stack needs no memory
/// of its own.
/// </summary>
public sealed class ReadySignal
{
    // Set while it stands in the stack, and from the beginning, so that nobody but the poller's owner puts it there first:
    // standing there twice, it would cut off what stands between.
    private int _isAnnounced = 1;
    private InProcessPoller? _poller;

    internal IWatched? Watched { get; set; }

    internal ulong Token { get; set; }

    /// <summary>Whether reading is wanted; poller's thread.</summary>
    internal bool WantsRead { get; set; }

    /// <summary>Whether the poller looks at it in every turn; poller's thread.</summary>
    internal bool IsActive { get; set; }

    internal ReadySignal? Next { get; set; }

    /// <summary>Whether writing is wanted: then the reader must announce the room it makes. Any thread.</summary>
    internal bool WantsWrite
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Any thread, after a change that the poller's thread may wait for.</summary>
    public void Announce()
    {
        // The change must be visible before the look at the flag: the poller clears it before it looks for changes.
        if (Interlocked.Exchange(ref _isAnnounced, 1) == 0)
        {
            Volatile.Read(ref _poller)?.Push(this);
        }
    }

    /// <summary>Poller's thread: from now on announcements go there. One poller for life.</summary>
    internal void Attach(InProcessPoller poller)
    {
        if (_poller is null)
        {
            Volatile.Write(ref _poller, poller);
            poller.Push(this);
            return;
        }

        if (!ReferenceEquals(_poller, poller))
        {
            throw new InvalidOperationException("It is watched by another poller.");
        }

        Announce();
    }

    internal void Clear() => Interlocked.Exchange(ref _isAnnounced, 0);
}

namespace Symbiont.Fast.Transport;

/// <summary>
/// A stream of bytes in both directions. It knows no message boundary. Owned by one thread, but that
/// <see cref="Abort"/> may be called from any.
/// </summary>
public abstract class Connection : IDisposable
{
    /// <summary>The descriptor to poll for readiness; -1 when there is none.</summary>
    public abstract int Descriptor { get; }

    /// <summary>Where the peer is, as far as the kernel vouches for it. Asks the kernel; keep the answer.</summary>
    public abstract PeerOrigin FindOrigin();

    /// <summary>Asks the kernel who connected; false when it does not say.</summary>
    public abstract bool TryFindCredentials(out PeerCredentials credentials);

    /// <summary>
    /// Asks the kernel for the control group of the process that connected, as a path such as
    /// <c>/system.slice/docker-….scope</c>; null when it does not say, or that process has ended.
    /// </summary>
    public abstract string? FindControlGroup();

    /// <summary>Reads what is there, at most <paramref name="buffer"/>'s length.</summary>
    public abstract IoStatus Receive(Span<byte> buffer, out int received);

    /// <summary>
    /// Writes what fits, at most all of <paramref name="bytes"/>. When a blocking write's time limit passes, some may
    /// have gone uncounted: nothing more can be sent after that.
    /// </summary>
    public abstract IoStatus Send(ReadOnlySpan<byte> bytes, out int sent);

    /// <summary>In blocking use: how long a read waits; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public abstract void SetReceiveTimeout(TimeSpan timeout);

    /// <summary>From now on neither reads nor writes wait.</summary>
    public abstract void StopWaiting();

    /// <summary>Waits until there is something to read, the end included; false when the time is over before.</summary>
    public abstract bool WaitToReceive(TimeSpan timeout);

    /// <summary>Ends this end's direction: the peer reads what was sent, then the end. Reading goes on.</summary>
    public abstract void EndSending();

    /// <summary>Ends both directions at once; a thread blocked in a read or write returns.</summary>
    public abstract void Abort();

    /// <summary>
    /// Router's end: the peer has proven who it is and its session is open. What a stranger may not have can be handed
    /// over now; nothing else changes for whoever reads and writes.
    /// </summary>
    public virtual void OnAuthenticated()
    {
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connection.</summary>
    protected abstract void Dispose(bool disposing);
}

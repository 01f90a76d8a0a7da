using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// An eventfd(2): a descriptor that another thread makes readable. Non-blocking, close-on-exec. Any thread may signal;
/// signals that nobody drained add up to one.
/// </summary>
public sealed unsafe class EventFd : IDisposable
{
    private readonly FileDescriptor _event;

    /// <summary>Makes one.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public EventFd() => _event = new("eventfd", LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC));

    /// <summary>
    /// Takes over one that another process has sent. Whoever shares it can make it wait: O_NONBLOCK belongs to all of
    /// them (fcntl(2)).
    /// </summary>
    /// <param name="descriptor">The descriptor; closed by <see cref="Dispose"/>.</param>
    public EventFd(int descriptor) => _event = new("recvmsg", descriptor);

    /// <summary>The descriptor to watch for <see cref="EpollEvents.In"/>; closed by <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public int Descriptor => _event.Number;

    /// <summary>Makes the descriptor readable until it is drained.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public void Signal()
    {
        using FileDescriptor.Hold handle = _event.Borrow();
        ulong one = 1;
        if (LibC.write(handle.Number, &one, sizeof(ulong)) == sizeof(ulong))
        {
            return;
        }

        // EAGAIN: the counter stands at its maximum, so the descriptor is readable already.
        int errno = LibC.errno;
        if (errno != LibC.EAGAIN)
        {
            throw new SystemCallException("write", errno);
        }
    }

    /// <summary>Takes all pending signals and makes the descriptor unreadable again.</summary>
    /// <returns>Whether there was a signal.</returns>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public bool Drain()
    {
        using FileDescriptor.Hold handle = _event.Borrow();
        ulong count;
        if (LibC.read(handle.Number, &count, sizeof(ulong)) == sizeof(ulong))
        {
            return true;
        }

        int errno = LibC.errno;
        return errno == LibC.EAGAIN ? false : throw new SystemCallException("read", errno);
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => _event.Dispose();
}

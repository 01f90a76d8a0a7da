using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// An epoll(7) instance, level-triggered, close-on-exec. Any thread may add, modify and remove; one thread at a time
/// should wait. Errors of the kernel surface as <see cref="SystemCallException"/>.
/// </summary>
public sealed unsafe class Epoll : IDisposable
{
    private readonly FileDescriptor _epoll = new("epoll_create1", LibC.epoll_create1(LibC.EPOLL_CLOEXEC));

    /// <summary>The instance's descriptor, readable when something is ready; closed by <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public int Descriptor => _epoll.Number;

    /// <summary>Watches <paramref name="fd"/>; readiness is reported with <paramref name="token"/>.</summary>
    /// <exception cref="SystemCallException">For example EEXIST when it is watched already, EPERM for regular
    /// files.</exception>
    public void Add(int fd, EpollEvents events, ulong token) => Control(LibC.EPOLL_CTL_ADD, fd, events, token);

    /// <summary>Replaces what is watched for and the token.</summary>
    /// <exception cref="SystemCallException">For example ENOENT when <paramref name="fd"/> is not watched.</exception>
    public void Modify(int fd, EpollEvents events, ulong token) => Control(LibC.EPOLL_CTL_MOD, fd, events, token);

    /// <summary>
    /// Stops watching <paramref name="fd"/>. Do this before closing it if it may have been duplicated.
    /// </summary>
    /// <exception cref="SystemCallException">For example ENOENT when <paramref name="fd"/> is not watched.</exception>
    public void Remove(int fd) => Control(LibC.EPOLL_CTL_DEL, fd, EpollEvents.None, token: 0);

    /// <summary>Waits until something is ready, at most <paramref name="timeoutMilliseconds"/>.</summary>
    /// <param name="ready">Receives what is ready; must not be empty.</param>
    /// <param name="timeoutMilliseconds">0 polls, -1 waits for ever.</param>
    /// <returns>How many entries were written; 0 after the timeout or when a signal interrupted the wait.</returns>
    /// <exception cref="ArgumentException"><paramref name="ready"/> is empty.</exception>
    public int Wait(Span<EpollReady> ready, int timeoutMilliseconds)
    {
        if (ready.IsEmpty)
        {
            throw new ArgumentException("There must be room for at least one event.", nameof(ready));
        }

        using FileDescriptor.Hold epoll = _epoll.Borrow();
        fixed (EpollReady* first = ready)
        {
            int count = LibC.epoll_wait(epoll.Number, (epoll_event*)first, ready.Length, timeoutMilliseconds);
            if (count >= 0)
            {
                return count;
            }
        }

        int errno = LibC.errno;
        return errno == LibC.EINTR ? 0 : throw new SystemCallException("epoll_wait", errno);
    }

    /// <summary>Closes the instance; the watched descriptors stay open. A wait under way finishes first.</summary>
    public void Dispose() => _epoll.Dispose();

    private void Control(int operation, int fd, EpollEvents events, ulong token)
    {
        using FileDescriptor.Hold epoll = _epoll.Borrow();
        EpollReady change = new(events, token);
        if (LibC.epoll_ctl(epoll.Number, operation, fd, (epoll_event*)&change) != 0)
        {
            throw new SystemCallException("epoll_ctl", LibC.errno);
        }
    }
}

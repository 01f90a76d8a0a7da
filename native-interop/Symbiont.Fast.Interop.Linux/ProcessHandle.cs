using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// A pidfd (pidfd_open(2)): stands for one process, also after that has ended and its number belongs to another. Any
/// thread.
/// </summary>
public sealed unsafe class ProcessHandle : IDisposable
{
    private const short PollIn = 1;

    private readonly FileDescriptor _process;

    /// <summary>Takes over a pidfd that the kernel handed out, as <c>SO_PEERPIDFD</c> does.</summary>
    /// <param name="descriptor">The pidfd; closed by <see cref="Dispose"/>.</param>
    public ProcessHandle(int descriptor) => _process = new FileDescriptor("pidfd", descriptor);

    /// <summary>The descriptor.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public int Descriptor => _process.Number;

    /// <summary>
    /// True once the process has ended. A zombie has ended too; until its parent has taken notice, nobody else gets its
    /// number.
    /// </summary>
    /// <exception cref="SystemCallException">The kernel does not say.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public bool HasEnded
    {
        get
        {
            using FileDescriptor.Hold process = _process.Borrow();
            pollfd entry = new() { fd = process.Number, events = PollIn };
            int ready = LibC.poll(&entry, 1, 0);
            return ready >= 0 ? ready > 0 : throw new SystemCallException("poll", LibC.errno);
        }
    }

    /// <summary>Closes the descriptor; nothing happens to the process.</summary>
    public void Dispose() => _process.Dispose();
}

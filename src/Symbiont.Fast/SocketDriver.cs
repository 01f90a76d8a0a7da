namespace Symbiont.Fast;

/// <summary>What moves the bytes of a router's Unix and TCP sockets.</summary>
public enum SocketDriver
{
    /// <summary>
    /// io_uring where the kernel has it and allows it, else epoll; epoll in <see cref="ThreadingMode.Invoker"/>, whose
    /// turns may come from changing threads, for which a ring is no gain.
    /// </summary>
    Auto,

    /// <summary>io_uring; where that is refused, epoll, with a warning.</summary>
    IoUring,

    /// <summary>epoll and a system call for each read and write.</summary>
    Epoll,
}

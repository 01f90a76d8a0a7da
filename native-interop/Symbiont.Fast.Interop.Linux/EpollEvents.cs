namespace Symbiont.Fast.Interop.Linux;

/// <summary>Readiness bits of epoll(7), with the kernel's values.</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>
    /// Nothing asked for or reported. The kernel still reports <see cref="Error"/> and <see cref="HangUp"/>.
    /// </summary>
    None = 0,

    /// <summary>EPOLLIN: reading will not block.</summary>
    In = 0x1,

    /// <summary>EPOLLOUT: writing will not block.</summary>
    Out = 0x4,

    /// <summary>EPOLLERR: an error is pending; always reported, need not be asked for.</summary>
    Error = 0x8,

    /// <summary>EPOLLHUP: both directions are shut; always reported, need not be asked for.</summary>
    HangUp = 0x10,

    /// <summary>EPOLLRDHUP: the peer has shut its writing side.</summary>
    ReadHangUp = 0x2000,

    /// <summary>EPOLLET: reported once for each change, not as long as it lasts.</summary>
    EdgeTriggered = 0x8000_0000,
}

using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>Two connected Unix stream sockets (socketpair(2)), close-on-exec.</summary>
public sealed unsafe class SocketPair : IDisposable
{
    private readonly FileDescriptor _one;
    private readonly FileDescriptor _other;

    /// <summary>Makes a pair.</summary>
    /// <exception cref="SystemCallException">The kernel has no descriptors to give.</exception>
    public SocketPair()
    {
        int* pair = stackalloc int[2];
        int result = LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair);
        _one = new FileDescriptor("socketpair", result < 0 ? result : pair[0]);
        _other = new FileDescriptor("socketpair", pair[1]);
    }

    /// <summary>One end.</summary>
    public int One => _one.Number;

    /// <summary>The other end.</summary>
    public int Other => _other.Number;

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }
}

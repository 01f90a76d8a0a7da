namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>What moves the bytes, at both ends.</summary>
internal enum SocketKind
{
    /// <summary>epoll, and a system call for each read and write.</summary>
    Epoll,

    /// <summary>A ring for each thread.</summary>
    IoUring,
}

using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// The beginning of a file as memory that is shared with whoever reads the file (mmap(2), MAP_SHARED). The file may be
/// closed meanwhile; who makes it shorter than the mapping kills this process at its next use of what is gone (SIGBUS).
/// Whoever holds <see cref="Address"/> must keep this object undisposed; there is no finalizer, as in
/// <see cref="AnonymousMapping"/>.
/// </summary>
public sealed unsafe class FileMapping : IDisposable
{
    private readonly byte* _start;
    private int _disposed;

    /// <summary>Maps the first <paramref name="bytes"/> of a file for reading and writing.</summary>
    /// <param name="file">A file that is open for both.</param>
    /// <param name="bytes">How many; not 0, and the file has them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file is shorter.</exception>
    /// <exception cref="SystemCallException">The kernel refused, for example because the file is not open so.</exception>
    public FileMapping(SafeFileHandle file, nuint bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        if ((nuint)RandomAccess.GetLength(file) < bytes)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The file is shorter.");
        }

        Length = bytes;
        using var handle = new FileDescriptor.Hold(file);
        int access = LibC.PROT_READ | LibC.PROT_WRITE;
        void* mapped = LibC.mmap(null, (size_t)bytes, access, LibC.MAP_SHARED, handle.Number, 0);
        _start = mapped != LibC.MAP_FAILED ? (byte*)mapped : throw new SystemCallException("mmap", LibC.errno);
    }

    /// <summary>The file's first byte, page-aligned.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _start;
        }
    }

    /// <summary>How many bytes are mapped, as asked for.</summary>
    public nuint Length { get; }

    /// <summary>Unmaps; what was written stays in the file. Every pointer and span into it becomes invalid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = LibC.munmap(_start, (size_t)Length);
        }
    }
}

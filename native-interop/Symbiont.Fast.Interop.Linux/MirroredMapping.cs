using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// The same zeroed pages mapped twice, one behind the other, so that what runs over the first copy's end goes on at its
/// beginning (memfd_create(2), mmap(2)). Takes two entries of the process's memory map. Whoever holds
/// <see cref="Address"/> must keep this object undisposed; there is no finalizer, as in <see cref="AnonymousMapping"/>.
/// </summary>
public sealed unsafe class MirroredMapping : IDisposable
{
    private readonly byte* _start;
    private int _disposed;

    /// <summary>Maps <paramref name="bytes"/> twice.</summary>
    /// <param name="bytes">How much; a multiple of the page size, not 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is no such number.</exception>
    /// <exception cref="SystemCallException">
    /// The kernel refused: ENOMEM when memory or map entries are used up, EMFILE when descriptors are.
    /// </exception>
    public MirroredMapping(nuint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        if (bytes % (nuint)Environment.SystemPageSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The length must be whole pages.");
        }

        Length = bytes;
        using FileDescriptor file = Create(bytes);
        using FileDescriptor.Hold handle = file.Borrow();
        int flags = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;
        _start = Map(null, checked(2 * bytes), LibC.PROT_NONE, flags, -1);
        try
        {
            int access = LibC.PROT_READ | LibC.PROT_WRITE;
            Map(_start, bytes, access, LibC.MAP_SHARED | LibC.MAP_FIXED, handle.Number);
            Map(_start + bytes, bytes, access, LibC.MAP_SHARED | LibC.MAP_FIXED, handle.Number);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The first byte of the first copy; the second copy follows behind <see cref="Length"/> bytes.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _start;
        }
    }

    /// <summary>Bytes of one copy.</summary>
    public nuint Length { get; }

    /// <summary>As <see cref="AnonymousMapping.TryAvoidHugePages"/>, for both copies.</summary>
    /// <returns>False when the kernel has no huge pages.</returns>
    public bool TryAvoidHugePages() => LibC.madvise(Address, (size_t)(2 * Length), LibC.MADV_NOHUGEPAGE) == 0;

    /// <summary>Unmaps both copies. Every pointer and span into them becomes invalid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = LibC.munmap(_start, (size_t)(2 * Length));
        }
    }

    // The mappings keep the file; its descriptor is closed at once.
    private static FileDescriptor Create(nuint bytes)
    {
        fixed (byte* name = "symbiont-ring\0"u8)
        {
            var file = new FileDescriptor("memfd_create", LibC.memfd_create(name, LibC.MFD_CLOEXEC));
            using FileDescriptor.Hold handle = file.Borrow();
            if (LibC.ftruncate(handle.Number, (long)bytes) == 0)
            {
                return file;
            }

            int errno = LibC.errno;
            file.Dispose();
            throw new SystemCallException("ftruncate", errno);
        }
    }

    private static byte* Map(byte* place, nuint bytes, int access, int flags, int file)
    {
        void* mapped = LibC.mmap(place, (size_t)bytes, access, flags, file, 0);
        return mapped != LibC.MAP_FAILED ? (byte*)mapped : throw new SystemCallException("mmap", LibC.errno);
    }
}

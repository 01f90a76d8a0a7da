using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Private anonymous pages: zeroed, page-aligned, never moved. Whoever holds <see cref="Address"/> must keep this
/// object undisposed; there is no finalizer, because a collected owner would unmap pages that a span still points to.
/// </summary>
public sealed unsafe class AnonymousMapping : IDisposable
{
    private readonly byte* _start;
    private readonly nuint _reserved;
    private readonly nuint _guard;
    private int _disposed;

    /// <summary>Maps at least <paramref name="bytes"/>, rounded up to whole pages.</summary>
    /// <param name="bytes">How much is wanted; not 0.</param>
    /// <param name="guarded">Whether an inaccessible page lies before and after, so that an overrun faults.</param>
    /// <exception cref="SystemCallException">The kernel refused, usually ENOMEM.</exception>
    public AnonymousMapping(nuint bytes, bool guarded = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        nuint page = (nuint)Environment.SystemPageSize;
        Length = checked(bytes + page - 1) / page * page;
        _guard = guarded ? page : 0;
        _reserved = checked(Length + (2 * _guard));

        int flags = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS;
        void* mapped = LibC.mmap(null, (size_t)_reserved, LibC.PROT_NONE, flags, -1, 0);
        if (mapped == LibC.MAP_FAILED)
        {
            throw new SystemCallException("mmap", LibC.errno);
        }

        _start = (byte*)mapped;
        if (LibC.mprotect(_start + _guard, (size_t)Length, LibC.PROT_READ | LibC.PROT_WRITE) != 0)
        {
            int errno = LibC.errno;
            Dispose();
            throw new SystemCallException("mprotect", errno);
        }
    }

    /// <summary>The first usable byte.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _start + _guard;
        }
    }

    /// <summary>Usable bytes: what was asked for, rounded up to whole pages.</summary>
    public nuint Length { get; }

    /// <summary>Asks the kernel to keep the pages in memory, never in swap (mlock).</summary>
    /// <returns>False when the kernel refuses, usually because of RLIMIT_MEMLOCK.</returns>
    public bool TryLock() => LibC.mlock(Address, (size_t)Length) == 0;

    /// <summary>Asks the kernel to leave the pages out of core dumps (MADV_DONTDUMP).</summary>
    /// <returns>False when the kernel refuses, as some sandboxed kernels do.</returns>
    public bool TryExcludeFromDumps() => LibC.madvise(Address, (size_t)Length, LibC.MADV_DONTDUMP) == 0;

    /// <summary>
    /// Asks the kernel for small pages only (MADV_NOHUGEPAGE): where it hands out huge ones unasked, the first byte
    /// written to a mapping would take 2 MiB, and neighbouring mappings share such a page.
    /// </summary>
    /// <returns>False when the kernel has no huge pages.</returns>
    public bool TryAvoidHugePages() => LibC.madvise(Address, (size_t)Length, LibC.MADV_NOHUGEPAGE) == 0;

    /// <summary>Unmaps the pages. Every pointer and span into them becomes invalid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = LibC.munmap(_start, (size_t)_reserved);
        }
    }
}

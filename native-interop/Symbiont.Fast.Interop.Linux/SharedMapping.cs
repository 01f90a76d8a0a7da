using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// A <see cref="SealedMemory"/> mapped whole for reading and writing (mmap(2), MAP_SHARED). Whoever else has it may
/// change any byte at any time. Whoever holds <see cref="Address"/> must keep this object undisposed; there is no
/// finalizer, as in <see cref="AnonymousMapping"/>.
/// </summary>
public sealed unsafe class SharedMapping : IDisposable
{
    private readonly byte* _start;
    private int _disposed;

    /// <summary>Maps the memory; its descriptor may be closed afterwards.</summary>
    /// <exception cref="SystemCallException">The kernel refused, usually ENOMEM.</exception>
    public SharedMapping(SealedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        Length = memory.Length;
        int access = LibC.PROT_READ | LibC.PROT_WRITE;
        void* mapped = LibC.mmap(null, (size_t)Length, access, LibC.MAP_SHARED, memory.Descriptor, 0);
        _start = mapped != LibC.MAP_FAILED ? (byte*)mapped : throw new SystemCallException("mmap", LibC.errno);
    }

    /// <summary>The first byte, page-aligned.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _start;
        }
    }

    /// <summary>How many bytes are mapped.</summary>
    public nuint Length { get; }

    /// <summary>
    /// Gives the pages back to the kernel (madvise(2), MADV_REMOVE), for everybody who has them: they read as zeros
    /// from then on. So a peer that keeps its mapping keeps none of the memory that this process paid for.
    /// </summary>
    /// <returns>False when the kernel does not do so.</returns>
    public bool TryRemovePages() => LibC.madvise(Address, (size_t)Length, LibC.MADV_REMOVE) == 0;

    /// <summary>Unmaps. Every pointer and span into it becomes invalid.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = LibC.munmap(_start, (size_t)Length);
        }
    }
}

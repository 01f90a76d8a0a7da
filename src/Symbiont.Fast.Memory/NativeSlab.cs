using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Memory;

/// <summary>
/// A fixed piece of zeroed, page-backed memory that the collector neither moves nor scans; a page takes memory from its
/// first use on. Any thread may read and
/// write it; the owner disposes it once no span or pointer into it is in use. There is no finalizer, because it would
/// unmap the bytes under a span that outlives its slab: an undisposed slab leaks, it never dangles.
/// </summary>
public sealed unsafe class NativeSlab : IDisposable
{
    private readonly AnonymousMapping _mapping;
    private byte* _pointer;

    /// <summary>Maps the memory.</summary>
    /// <param name="bytes">How many bytes; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not positive.</exception>
    /// <exception cref="SystemCallException">The kernel has no memory to give.</exception>
    public NativeSlab(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        _mapping = new AnonymousMapping((nuint)bytes);

        // Only what is touched takes memory, page by page: ten thousand idle sessions' rings are one small page each.
        _mapping.TryAvoidHugePages();
        _pointer = _mapping.Address;
        Length = bytes;
    }

    /// <summary>How many bytes there are: what was asked for, though the mapping ends on a page.</summary>
    public int Length { get; }

    /// <summary>All bytes. Do not keep it longer than the slab.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public Span<byte> Span => new(Pointer, Length);

    /// <summary>The first byte, page-aligned. Do not keep it longer than the slab.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Pointer
    {
        get
        {
            byte* pointer = _pointer;
            ObjectDisposedException.ThrowIf(pointer == null, this);
            return pointer;
        }
    }

    /// <summary>Where the first byte is, for the kernel's eyes. Do not keep it longer than the slab.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public nuint Address => (nuint)Pointer;

    /// <summary>Returns the memory to the kernel. Harmless when repeated.</summary>
    public void Dispose()
    {
        _pointer = null;
        _mapping.Dispose();
    }
}

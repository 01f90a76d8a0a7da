using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Memory;

/// <summary>
/// Zeroed native memory that is mapped twice in a row: a span that begins anywhere in the first copy may be as long as
/// the slab, and what lies past the end is the beginning. The collector neither moves nor scans it, and a page takes
/// memory from its first use on. Any thread may read and write it; the owner disposes it once no span or pointer into
/// it is in use. There is no finalizer, as with <see cref="NativeSlab"/>.
/// </summary>
public sealed unsafe class MirroredSlab : IDisposable
{
    private readonly MirroredMapping _mapping;
    private byte* _pointer;

    /// <summary>Maps the memory.</summary>
    /// <param name="bytes">How many bytes; a multiple of the page size, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is no such number.</exception>
    /// <exception cref="SystemCallException">The kernel has no memory, map entries or descriptors to give.</exception>
    public MirroredSlab(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        _mapping = new MirroredMapping((nuint)bytes);
        _mapping.TryAvoidHugePages();
        _pointer = _mapping.Address;
        Length = bytes;
    }

    /// <summary>How many bytes there are, counted once.</summary>
    public int Length { get; }

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

    /// <summary>Returns the memory to the kernel. Harmless when repeated.</summary>
    public void Dispose()
    {
        _pointer = null;
        _mapping.Dispose();
    }
}

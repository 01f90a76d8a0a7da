using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Memory;

/// <summary>
/// A fixed piece of zeroed memory that two processes have mapped and either may change at any time; its size is sealed.
/// Any thread may read and write it; the owner disposes it once no span or pointer into it is in use. There is no
/// finalizer, as with <see cref="NativeSlab"/>.
/// </summary>
public sealed unsafe class SharedSlab : IDisposable
{
    private readonly SharedMapping _mapping;
    private byte* _pointer;

    /// <summary>Maps the memory; its descriptor may be closed afterwards.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public SharedSlab(SealedMemory memory)
    {
        _mapping = new SharedMapping(memory);
        _pointer = _mapping.Address;
        Length = (int)_mapping.Length;
    }

    /// <summary>How many bytes are mapped.</summary>
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

    /// <summary>All bytes. Do not keep it longer than the slab; the peer may change them under whoever reads.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public Span<byte> Span => new(Pointer, Length);

    /// <summary>
    /// Gives the pages back to the kernel, for everybody who has them; they read as zeros from then on. For memory that
    /// this process made and that nobody is to read any more.
    /// </summary>
    public void RemovePages() => _mapping.TryRemovePages();

    /// <summary>Unmaps; the pages live as long as another process has them. Harmless when repeated.</summary>
    public void Dispose()
    {
        _pointer = null;
        _mapping.Dispose();
    }
}

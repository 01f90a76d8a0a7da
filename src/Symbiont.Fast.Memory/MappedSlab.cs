using Microsoft.Win32.SafeHandles;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Memory;

/// <summary>
/// The beginning of a file as memory that the collector neither moves nor scans, and that other processes see by
/// reading the file. Nobody may make the file shorter meanwhile. Any thread may read and write it; the owner disposes it
/// once no span or pointer into it is in use. There is no finalizer, as with <see cref="NativeSlab"/>.
/// </summary>
public sealed unsafe class MappedSlab : IDisposable
{
    private readonly FileMapping _mapping;
    private byte* _pointer;

    /// <summary>Maps the file.</summary>
    /// <param name="file">A file that is open for reading and writing; may be closed afterwards.</param>
    /// <param name="bytes">How many bytes; positive, and no more than the file has.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is no such number.</exception>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public MappedSlab(SafeFileHandle file, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        _mapping = new FileMapping(file, (nuint)bytes);
        _pointer = _mapping.Address;
        Length = bytes;
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

    /// <summary>Unmaps; what was written stays in the file. Harmless when repeated.</summary>
    public void Dispose()
    {
        _pointer = null;
        _mapping.Dispose();
    }
}

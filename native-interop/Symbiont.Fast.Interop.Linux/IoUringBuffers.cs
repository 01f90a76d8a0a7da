namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Buffers of equal size from which the kernel takes one for each receive (io_uring_register(2),
/// IORING_REGISTER_PBUF_RING, Linux 5.19). Belongs to the thread of its ring, and is disposed of after it.
/// </summary>
public sealed unsafe class IoUringBuffers : IDisposable
{
    private const uint RegisterBufferRing = 22;

    // Between two buffers lies a cache line: at distances of 4,096 bytes the beginnings of all buffers, which is all that
    // small messages use, would share the same few lines of the cache.
    private const int Gap = 64;

    private readonly AnonymousMapping _ring;
    private readonly AnonymousMapping _memory;
    private readonly ProvidedBuffer* _entries;
    private readonly byte* _bytes;
    private readonly int _mask;
    private ushort _tail;

    /// <summary>Registers the buffers, all of them the kernel's.</summary>
    /// <param name="ring">The ring; enabled later or used by this thread.</param>
    /// <param name="group">The group's number, which a receive names.</param>
    /// <param name="count">How many, a power of two, at most 32,768.</param>
    /// <param name="size">Of each, in bytes.</param>
    /// <exception cref="SystemCallException">The kernel refused, or has no memory to give.</exception>
    public IoUringBuffers(IoUring ring, ushort group, int count, int size)
    {
        ArgumentNullException.ThrowIfNull(ring);
        (Count, Size, Group, _mask) = (count, size, group, count - 1);
        _ring = new AnonymousMapping((nuint)(count * sizeof(ProvidedBuffer)));
        try
        {
            _memory = new AnonymousMapping((nuint)count * (nuint)(size + Gap));
            _memory.TryAvoidHugePages();
            _entries = (ProvidedBuffer*)_ring.Address;
            _bytes = _memory.Address;
            var registration = new BufferRingRegistration
            {
                RingAddress = (ulong)_entries,
                RingEntries = (uint)count,
                Group = group,
            };
            ring.Register(RegisterBufferRing, &registration, 1);
        }
        catch
        {
            Dispose();
            throw;
        }

        for (int buffer = 0; buffer < count; buffer++)
        {
            Return(buffer);
        }
    }

    /// <summary>The group's number.</summary>
    public ushort Group { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Of each, in bytes.</summary>
    public int Size { get; }

    /// <summary>A buffer's bytes, which are the caller's until it returns the buffer.</summary>
    public ReadOnlySpan<byte> Bytes(int buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)buffer, (uint)Count);
        return new ReadOnlySpan<byte>(Start(buffer), Size);
    }

    /// <summary>Gives a buffer to the kernel; its caller has had it since a completion named it.</summary>
    public void Return(int buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)buffer, (uint)Count);
        ProvidedBuffer* entry = _entries + (_tail & _mask);
        entry->Address = (ulong)Start(buffer);
        entry->Length = (uint)Size;
        entry->Id = (ushort)buffer;
        Volatile.Write(ref _entries->Tail, ++_tail);
    }

    /// <summary>Unmaps the buffers.</summary>
    public void Dispose()
    {
        _ring.Dispose();
        _memory?.Dispose();
    }

    private byte* Start(int buffer) => _bytes + ((long)buffer * (Size + Gap));
}

using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Memory;

/// <summary>
/// Where short secrets live: one mapping between two inaccessible pages, locked in memory if RLIMIT_MEMLOCK allows,
/// left out of core dumps, cut into slots of 64 bytes. Ten thousand sessions need one mapping this way, where a guarded
/// allocation for each key would run into the kernel's limit on mappings. Any thread may rent and return.
/// </summary>
public sealed unsafe class SecretArena : IDisposable
{
    /// <summary>Bytes in a slot, and the longest secret: one cache line, two 32-byte keys.</summary>
    public const int SlotLength = 64;

    /// <summary>Slots of <see cref="Shared"/>: 4 MiB, half of the usual 8 MiB RLIMIT_MEMLOCK.</summary>
    public const int SharedCapacity = 65_536;

    private static readonly Lazy<SecretArena> SharedArena = new(() => new SecretArena(SharedCapacity));

    private readonly Lock _gate = new();
    private readonly AnonymousMapping _mapping;
    private readonly int[] _free;
    private int _freeCount;
    private bool _disposed;

    /// <summary>Maps, locks and excludes the memory.</summary>
    /// <param name="slots">How many secrets it can hold at once; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> is not positive.</exception>
    /// <exception cref="SystemCallException">The kernel has no memory to give.</exception>
    public SecretArena(int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        _mapping = new AnonymousMapping((nuint)slots * SlotLength, guarded: true);
        IsLocked = _mapping.TryLock();
        IsExcludedFromDumps = _mapping.TryExcludeFromDumps();

        // A stack of free slots; the lowest is handed out first, so that few pages are touched.
        _free = new int[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            _free[slot] = slots - 1 - slot;
        }

        _freeCount = slots;
    }

    /// <summary>
    /// The arena of this process, with <see cref="SharedCapacity"/> slots, made when first asked for. It lives as long
    /// as the process: disposing it does nothing.
    /// </summary>
    public static SecretArena Shared => SharedArena.Value;

    /// <summary>How many secrets it can hold at once.</summary>
    public int Capacity => _free.Length;

    /// <summary>How many slots are rented now.</summary>
    public int InUse
    {
        get
        {
            lock (_gate)
            {
                return Capacity - _freeCount;
            }
        }
    }

    /// <summary>Whether the memory is locked, so that it never reaches swap. Worth a warning at start if not.</summary>
    public bool IsLocked { get; }

    /// <summary>Whether core dumps leave the memory out.</summary>
    public bool IsExcludedFromDumps { get; }

    /// <summary>Rents a slot, all zeros. Disposing the block wipes and returns it.</summary>
    /// <param name="length">1 to 64 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is outside 1 to 64.</exception>
    /// <exception cref="SecretArenaFullException">Every slot is rented.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public SecretBlock Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, SlotLength);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_freeCount == 0)
            {
                throw new SecretArenaFullException(Capacity);
            }

            return new SecretBlock(this, _free[--_freeCount], length);
        }
    }

    /// <summary>Wipes and unmaps everything; blocks still rented throw from then on. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (SharedArena.IsValueCreated && ReferenceEquals(this, SharedArena.Value))
        {
            return;
        }

        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            for (int slot = 0; slot < Capacity; slot++)
            {
                SodiumMemory.Wipe(Slot(slot, SlotLength));
            }

            _mapping.Dispose();
        }
    }

    /// <summary>The bytes of a rented slot.</summary>
    internal Span<byte> Slot(int slot, int length) => new(_mapping.Address + ((nuint)slot * SlotLength), length);

    /// <summary>Wipes a slot and makes it free again; nothing to do when the arena itself is gone.</summary>
    internal void Return(int slot)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                SodiumMemory.Wipe(Slot(slot, SlotLength));
                _free[_freeCount++] = slot;
            }
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A bounded queue of records in native memory that any number of threads produce and one consumes; none ever waits,
/// and nothing is allocated. Records come out in the order in which they were claimed.
/// </summary>
/// <remarks>
/// <para>The layout is that of <see cref="OneToOneRing"/>, with the length of header and bytes together in the first
/// field: 0 says that nobody has committed there yet, so the consumer leaves zeros behind.</para>
/// <code>
///   0       4       8                    length
///   +-------+-------+--------------------+-----------+
///   | length| kind  | bytes              | 0 to 7    |   kind 0: aborted
///   +-------+-------+--------------------+-----------+
/// </code>
/// <para>A producer takes its room by one compare-and-swap of the tail, writes kind and bytes, and publishes with one
/// release write of the length. A claim that is neither committed nor aborted stops the consumer for ever: between the
/// two there must be nothing that can fail.</para>
/// <para>Dispose only when all threads have stopped using it.</para>
/// </remarks>
public sealed unsafe class ManyToOneRing : IDisposable
{
    /// <summary>The smallest ring: one page.</summary>
    public const int MinCapacity = OneToOneRing.MinCapacity;

    /// <summary>Bytes that a record takes besides its content and up to 7 bytes of padding.</summary>
    public const int HeaderLength = 8;

    private const int Aborted = 0;
    private const int Alignment = 8;

    private readonly MirroredSlab _slab;
    private readonly long _mask;
    private RingPositions _positions;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Bytes, headers and padding included; a power of two, at least 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is no such number.</exception>
    public ManyToOneRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, MinCapacity);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity must be a power of two.");
        }

        _slab = new MirroredSlab(capacity);
        _mask = capacity - 1;
    }

    /// <summary>Size of the buffer in bytes, headers and padding included.</summary>
    public int Capacity => _slab.Length;

    /// <summary>The longest record: the buffer less a header.</summary>
    public int MaxRecord => Capacity - HeaderLength;

    /// <summary>Bytes taken, open claims included; a snapshot, from any thread, for counters.</summary>
    public int Used
    {
        get
        {
            long head = Volatile.Read(ref _positions.Head);
            long tail = Volatile.Read(ref _positions.Tail);
            return (int)Math.Min(tail - head, Capacity);
        }
    }

    /// <summary>Any producer: true when <see cref="TryClaim"/> would have room, unless another is faster.</summary>
    public bool HasRoomFor(int length) => HasRoom(Volatile.Read(ref _positions.Tail) + Footprint(length));

    /// <summary>Any producer: asks for room for one record, which must be committed or aborted.</summary>
    /// <param name="kind">What the consumer will see as <see cref="RingRecord.Kind"/>; positive.</param>
    /// <param name="length">Its length in bytes, 0 to <see cref="MaxRecord"/>.</param>
    /// <param name="claim">The room.</param>
    /// <returns>False when the ring is too full now: nothing changed, try again later or refuse.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A kind or length that no ring of this capacity takes.</exception>
    public bool TryClaim(int kind, int length, out SharedRingClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kind);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxRecord, nameof(length));
        long footprint = Footprint(length);
        long start = Volatile.Read(ref _positions.Tail);
        while (HasRoom(start + footprint))
        {
            long seen = Interlocked.CompareExchange(ref _positions.Tail, start + footprint, start);
            if (seen == start)
            {
                claim = new SharedRingClaim(this, kind, start, new Span<byte>(At(start) + HeaderLength, length));
                return true;
            }

            start = seen;
        }

        claim = default;
        return false;
    }

    /// <summary>Consumer: looks at the oldest record, which stays until <see cref="Release"/>.</summary>
    /// <returns>False when there is none, or its producer has not committed it yet.</returns>
    public bool TryPeek(out RingRecord record)
    {
        while (true)
        {
            long head = _positions.Head;
            byte* header = At(head);
            int size = Volatile.Read(ref *(int*)header);
            if (size == 0)
            {
                record = default;
                return false;
            }

            int kind = *(int*)(header + sizeof(int));
            int length = size - HeaderLength;
            if (kind != Aborted)
            {
                _positions.PeekEnd = head + Footprint(length);
                record = new RingRecord(kind, new ReadOnlySpan<byte>(header + HeaderLength, length));
                return true;
            }

            Free(head, head + Footprint(length));
        }
    }

    /// <summary>Consumer: frees the peeked record, whose bytes producers may overwrite from then on.</summary>
    /// <exception cref="InvalidOperationException">No record was peeked since the last release.</exception>
    public void Release()
    {
        long end = _positions.PeekEnd;
        if (end == 0)
        {
            throw new InvalidOperationException("There is no peeked record to release.");
        }

        _positions.PeekEnd = 0;
        Free(_positions.Head, end);
    }

    /// <summary>Returns the memory. No thread may use the ring, a claim or a record any more.</summary>
    public void Dispose() => _slab.Dispose();

    /// <summary>Publishes the record claimed at <paramref name="start"/>.</summary>
    internal void Commit(int kind, int length, long start)
    {
        byte* header = At(start);
        *(int*)(header + sizeof(int)) = kind;
        Volatile.Write(ref *(int*)header, length + HeaderLength);
    }

    /// <summary>Has the consumer skip the room claimed at <paramref name="start"/>.</summary>
    internal void Abort(int length, long start) => Commit(Aborted, length, start);

    private static long Footprint(int length) => (length + HeaderLength + (Alignment - 1L)) & ~(Alignment - 1L);

    private byte* At(long position) => _slab.Pointer + (position & _mask);

    // Any multiple of 8 may be the next lap's header, so all that was written is cleared before it is given back.
    private void Free(long head, long end)
    {
        new Span<byte>(At(head), (int)(end - head)).Clear();
        Volatile.Write(ref _positions.Head, end);
    }

    // The producers share their last look at the head: it only grows, so an old one errs on the safe side.
    private bool HasRoom(long end) =>
        end - Volatile.Read(ref _positions.HeadSeen) <= Capacity || HasRoomNow(end);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoomNow(long end)
    {
        long head = Volatile.Read(ref _positions.Head);
        Volatile.Write(ref _positions.HeadSeen, head);
        return end - head <= Capacity;
    }
}

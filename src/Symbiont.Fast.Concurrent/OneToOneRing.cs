using System.Numerics;
using System.Runtime.CompilerServices;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A bounded queue of records in native memory. One thread produces (<see cref="TryClaim"/> and the claim's commit or
/// abort), one consumes (<see cref="TryPeek"/>, <see cref="Release"/>); neither ever waits, and nothing is allocated.
/// </summary>
/// <remarks>
/// <para>A record is a header and its bytes, padded to 8. It lies in one piece wherever it begins, because the memory
/// is mapped twice in a row.</para>
/// <code>
///   0       4       8                    8 + length
///   +-------+-------+--------------------+-----------+
///   | length| kind  | bytes              | 0 to 7    |   length counts from after the header
///   +-------+-------+--------------------+-----------+
/// </code>
/// <para>The producer publishes with one release write of the tail, after header and bytes; the consumer frees with one
/// release write of the head. Each keeps its last look at the other's position and looks again only when that look is
/// no longer good enough, so a busy ring passes few cache lines between the two cores.</para>
/// <para>Dispose only when both threads have stopped using it.</para>
/// </remarks>
public sealed unsafe class OneToOneRing : IDisposable
{
    /// <summary>The smallest ring: one page.</summary>
    public const int MinCapacity = 4096;

    /// <summary>Bytes that a record takes besides its content and up to 7 bytes of padding.</summary>
    public const int HeaderLength = 8;

    private const int Alignment = 8;

    private readonly MirroredSlab _slab;
    private readonly long _mask;
    private RingPositions _positions;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Bytes, headers and padding included; a power of two, at least 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is no such number.</exception>
    public OneToOneRing(int capacity)
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

    /// <summary>Whether nothing is committed that was not released. Exact on the consumer's thread.</summary>
    public bool IsEmpty => Volatile.Read(ref _positions.Head) == Volatile.Read(ref _positions.Tail);

    /// <summary>Bytes taken, headers and padding included; a snapshot, from any thread, for counters.</summary>
    public int Used
    {
        get
        {
            // Head first: the tail read later is never behind it. It may have run ahead by more than the buffer.
            long head = Volatile.Read(ref _positions.Head);
            long tail = Volatile.Read(ref _positions.Tail);
            return (int)Math.Min(tail - head, Capacity);
        }
    }

    /// <summary>Producer: asks for room for one record.</summary>
    /// <param name="kind">What the consumer will see as <see cref="RingRecord.Kind"/>; positive.</param>
    /// <param name="length">Its length in bytes, 0 to <see cref="MaxRecord"/>.</param>
    /// <param name="claim">The room; replaces a claim that is still open.</param>
    /// <returns>False when the ring is too full now: nothing changed, try again later or refuse.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A kind or length that no ring of this capacity takes.</exception>
    public bool TryClaim(int kind, int length, out RingClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kind);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxRecord, nameof(length));
        byte* buffer = _slab.Pointer;
        long start = _positions.Tail;
        long end = start + Footprint(length);
        if (end - _positions.HeadSeen > Capacity && !HasRoom(end))
        {
            claim = default;
            return false;
        }

        _positions.ClaimEnd = end;
        claim = new RingClaim(this, kind, end, new Span<byte>(buffer + (start & _mask) + HeaderLength, length));
        return true;
    }

    /// <summary>Consumer: looks at the oldest record, which stays until <see cref="Release"/>.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryPeek(out RingRecord record)
    {
        byte* buffer = _slab.Pointer;
        long head = _positions.Head;
        if (head == _positions.TailSeen && !HasRecord(head))
        {
            record = default;
            return false;
        }

        byte* header = buffer + (head & _mask);
        int length = LengthAt(header);
        _positions.PeekEnd = head + Footprint(length);
        record = new RingRecord(KindAt(header), new ReadOnlySpan<byte>(header + HeaderLength, length));
        return true;
    }

    /// <summary>Consumer: frees the peeked record, whose bytes the producer may overwrite from then on.</summary>
    /// <exception cref="InvalidOperationException">No record was peeked since the last release.</exception>
    public void Release()
    {
        long end = _positions.PeekEnd;
        if (end == 0)
        {
            throw new InvalidOperationException("There is no peeked record to release.");
        }

        _positions.PeekEnd = 0;
        Volatile.Write(ref _positions.Head, end);
    }

    /// <summary>Returns the memory. Neither thread may use the ring, a claim or a record any more.</summary>
    public void Dispose() => _slab.Dispose();

    /// <summary>Publishes the open claim, which ends at <paramref name="end"/>.</summary>
    internal void Commit(int kind, int length, long end)
    {
        CloseClaim(end);
        WriteHeader(_slab.Pointer + ((end - Footprint(length)) & _mask), length, kind);
        Volatile.Write(ref _positions.Tail, end);
    }

    /// <summary>
    /// Forgets the open claim. Since one thread produces and the tail has not moved, the next claim simply takes the
    /// same bytes; the consumer has nothing to skip.
    /// </summary>
    internal void Abort(long end) => CloseClaim(end);

    private static long Footprint(int length) => (length + HeaderLength + (Alignment - 1L)) & ~(Alignment - 1L);

    private static int LengthAt(byte* header) => *(int*)header;

    private static int KindAt(byte* header) => *(int*)(header + sizeof(int));

    private static void WriteHeader(byte* header, int length, int kind)
    {
        *(int*)header = length;
        *(int*)(header + sizeof(int)) = kind;
    }

    // Taken when the last look at the head is too old to tell: once a lap if the consumer keeps up.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoom(long end)
    {
        _positions.HeadSeen = Volatile.Read(ref _positions.Head);
        return end - _positions.HeadSeen <= Capacity;
    }

    // Taken when everything seen so far is consumed.
    private bool HasRecord(long head)
    {
        _positions.TailSeen = Volatile.Read(ref _positions.Tail);
        return head != _positions.TailSeen;
    }

    private void CloseClaim(long end)
    {
        if (_positions.ClaimEnd != end)
        {
            throw new InvalidOperationException("This claim was committed, aborted or replaced by a later one.");
        }

        _positions.ClaimEnd = 0;
    }
}

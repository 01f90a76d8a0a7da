using System.Numerics;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A bounded stream of bytes from one thread to another, without message boundaries and without waiting. Its memory is
/// the collector's, so either side may go on using it after the other has gone.
/// </summary>
/// <remarks>
/// As in <see cref="OneToOneRing"/> the producer publishes with one release write of the tail and the consumer frees
/// with one of the head, and each keeps its last look at the other's position.
/// </remarks>
public sealed class ByteRing
{
    private readonly byte[] _bytes;
    private readonly int _mask;
    private RingPositions _positions;
    private bool _isCompleted;
    private bool _isAbandoned;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Bytes; a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is no such number.</exception>
    public ByteRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity must be a power of two.");
        }

        _bytes = GC.AllocateUninitializedArray<byte>(capacity);
        _mask = capacity - 1;
    }

    /// <summary>True when there is nothing to read; a snapshot, exact on the consumer's thread when false.</summary>
    public bool IsEmpty => Volatile.Read(ref _positions.Tail) == Volatile.Read(ref _positions.Head);

    /// <summary>True when nothing can be written; a snapshot, exact on the producer's thread when false.</summary>
    public bool IsFull =>
        Volatile.Read(ref _positions.Tail) - Volatile.Read(ref _positions.Head) == _bytes.Length;

    /// <summary>True when the producer will write no more; what it wrote before is still there.</summary>
    public bool IsCompleted => Volatile.Read(ref _isCompleted);

    /// <summary>True when the consumer will read no more.</summary>
    public bool IsAbandoned => Volatile.Read(ref _isAbandoned);

    /// <summary>Producer: writes what fits and returns how much that was.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        long tail = _positions.Tail;
        long room = _bytes.Length - (tail - _positions.HeadSeen);
        if (room < bytes.Length)
        {
            _positions.HeadSeen = Volatile.Read(ref _positions.Head);
            room = _bytes.Length - (tail - _positions.HeadSeen);
        }

        int count = (int)Math.Min(room, bytes.Length);
        int start = (int)tail & _mask;
        int first = Math.Min(count, _bytes.Length - start);
        bytes[..first].CopyTo(_bytes.AsSpan(start));
        bytes[first..count].CopyTo(_bytes);
        Volatile.Write(ref _positions.Tail, tail + count);
        return count;
    }

    /// <summary>Consumer: reads what is there, at most the buffer's length, and returns how much that was.</summary>
    public int Read(Span<byte> buffer)
    {
        long head = _positions.Head;
        if (_positions.TailSeen - head < buffer.Length)
        {
            _positions.TailSeen = Volatile.Read(ref _positions.Tail);
        }

        int count = (int)Math.Min(_positions.TailSeen - head, buffer.Length);
        int start = (int)head & _mask;
        int first = Math.Min(count, _bytes.Length - start);
        _bytes.AsSpan(start, first).CopyTo(buffer);
        _bytes.AsSpan(0, count - first).CopyTo(buffer[first..]);
        Volatile.Write(ref _positions.Head, head + count);
        return count;
    }

    /// <summary>Any thread: nothing is written any more.</summary>
    public void Complete() => Volatile.Write(ref _isCompleted, true);

    /// <summary>Any thread: nothing is read any more.</summary>
    public void Abandon() => Volatile.Write(ref _isAbandoned, true);
}

using System.Numerics;
using System.Runtime.InteropServices;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// One side of two byte rings in memory that it shares with a process it does not trust. One thread reads, one writes;
/// neither ever waits. What the other side wrote there is looked at once, checked, and never believed again: it can
/// make the rings useless, and nothing else. Use nothing after <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// <para>Positions are byte counts since the beginning. Each side keeps its own in memory of its own; what it shows of
/// them is for the other's eyes only. The other's must not go back, nor be farther ahead than the ring is long:
/// anything else is <see cref="IsBroken"/>, for ever.</para>
/// <para>Bytes are copied out, never handed out: the other side may change them while they are read.</para>
/// <para>A side that is about to sleep says so in a word (<see cref="WaitForBytes"/>, <see cref="WaitForRoom"/>), looks
/// again and only then sleeps; the other one writes or reads, and then looks at the word. Both fence between, so one of
/// the two sees the other.</para>
/// </remarks>
public sealed unsafe class SharedRings : IDisposable
{
    /// <summary>The smallest ring: one page.</summary>
    public const int MinCapacity = 4096;

    private readonly SharedSlab _slab;
    private readonly byte* _own;
    private readonly byte* _peer;
    private readonly byte* _outbound;
    private readonly byte* _inbound;
    private readonly int _capacity;
    private Positions _positions;
    private volatile bool _isBroken;

    private SharedRings(SharedSlab slab, int capacity, bool isMaker)
    {
        (_slab, _capacity) = (slab, capacity);
        byte* start = slab.Pointer;
        byte* first = start + SharedRingLayout.HeaderBytes;
        _own = start + (isMaker ? SharedRingLayout.MakerOffset : SharedRingLayout.TakerOffset);
        _peer = start + (isMaker ? SharedRingLayout.TakerOffset : SharedRingLayout.MakerOffset);
        _outbound = isMaker ? first : first + capacity;
        _inbound = isMaker ? first + capacity : first;
    }

    /// <summary>True once the other side has written a position there that cannot be.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>The memory, for tests that play the other side.</summary>
    internal Span<byte> Memory => _slab.Span;

    /// <summary>Bytes of memory for two rings.</summary>
    /// <param name="capacity">Bytes of each; a power of two, at least <see cref="MinCapacity"/>.</param>
    public static int SizeFor(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, MinCapacity);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity must be a power of two.");
        }

        return checked(SharedRingLayout.HeaderBytes + (2 * capacity));
    }

    /// <summary>Lays out fresh memory, which nobody else has yet. Takes it over.</summary>
    /// <param name="slab">As large as <see cref="SizeFor"/> says.</param>
    /// <param name="capacity">Bytes of each ring.</param>
    public static SharedRings Make(SharedSlab slab, int capacity)
    {
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentOutOfRangeException.ThrowIfNotEqual(slab.Length, SizeFor(capacity));
        Volatile.Write(ref *(long*)(slab.Pointer + SharedRingLayout.RingBytesOffset), capacity);
        Volatile.Write(ref *(long*)(slab.Pointer + SharedRingLayout.MagicOffset), SharedRingLayout.Magic);
        return new SharedRings(slab, capacity, isMaker: true);
    }

    /// <summary>Takes over memory that another process has laid out; null when it is none such.</summary>
    public static SharedRings? TryTake(SharedSlab slab)
    {
        ArgumentNullException.ThrowIfNull(slab);
        if (slab.Length <= SharedRingLayout.HeaderBytes)
        {
            return null;
        }

        // Once: who wrote it may write it again.
        long magic = Volatile.Read(ref *(long*)(slab.Pointer + SharedRingLayout.MagicOffset));
        long capacity = Volatile.Read(ref *(long*)(slab.Pointer + SharedRingLayout.RingBytesOffset));
        bool fits = magic == SharedRingLayout.Magic && capacity is >= MinCapacity and <= int.MaxValue / 2
            && BitOperations.IsPow2(capacity) && slab.Length == SharedRingLayout.HeaderBytes + (2 * capacity);
        return fits ? new SharedRings(slab, (int)capacity, isMaker: false) : null;
    }

    /// <summary>
    /// Writer: copies in what fits and returns how much that was; 0 as well when the rings are broken.
    /// </summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        long tail = _positions.Tail;
        if (_capacity - (tail - _positions.HeadSeen) < bytes.Length && !LookAtHead(tail))
        {
            return 0;
        }

        int count = (int)Math.Min(_capacity - (tail - _positions.HeadSeen), bytes.Length);
        int start = (int)(tail & (_capacity - 1));
        int first = Math.Min(count, _capacity - start);
        bytes[..first].CopyTo(new Span<byte>(_outbound + start, first));
        bytes[first..count].CopyTo(new Span<byte>(_outbound, count - first));
        _positions.Tail = tail + count;
        Volatile.Write(ref *(long*)(_own + SharedRingLayout.Tail), tail + count);
        return count;
    }

    /// <summary>
    /// Reader: copies out what is there, at most the buffer's length, and returns how much that was; 0 as well when the
    /// rings are broken.
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        long head = _positions.Head;
        if (_positions.TailSeen - head < buffer.Length && !LookAtTail(head))
        {
            return 0;
        }

        int count = (int)Math.Min(_positions.TailSeen - head, buffer.Length);
        int start = (int)(head & (_capacity - 1));
        int first = Math.Min(count, _capacity - start);
        new ReadOnlySpan<byte>(_inbound + start, first).CopyTo(buffer);
        new ReadOnlySpan<byte>(_inbound, count - first).CopyTo(buffer[first..]);
        _positions.Head = head + count;
        Volatile.Write(ref *(long*)(_own + SharedRingLayout.Head), head + count);
        return count;
    }

    /// <summary>Reader: whether a read gives something, or the rings are broken.</summary>
    public bool CanRead() =>
        _positions.TailSeen != _positions.Head || !LookAtTail(_positions.Head)
        || _positions.TailSeen != _positions.Head;

    /// <summary>Writer: whether a write takes something, or the rings are broken.</summary>
    public bool CanWrite() =>
        _positions.Tail - _positions.HeadSeen < _capacity || !LookAtHead(_positions.Tail)
        || _positions.Tail - _positions.HeadSeen < _capacity;

    /// <summary>Reader: from now on the other side may write to the ring.</summary>
    public void BeReady() => Set(SharedRingLayout.IsReady);

    /// <summary>Whether the other side reads from the ring.</summary>
    public bool IsPeerReady() => IsSetByPeer(SharedRingLayout.IsReady);

    /// <summary>Writer: from now on it writes to the ring.</summary>
    /// <param name="sentBefore">How many bytes it has sent another way.</param>
    public void Switch(long sentBefore)
    {
        Volatile.Write(ref *(long*)(_own + SharedRingLayout.SentBefore), sentBefore);
        Set(SharedRingLayout.HasSwitched);
    }

    /// <summary>
    /// Reader: whether the other side writes to the ring. Keep the answer: it may be another next time.
    /// </summary>
    /// <param name="sentBefore">How many bytes it says to have sent another way before; any number.</param>
    public bool TryFindSwitch(out long sentBefore)
    {
        sentBefore = -1;
        if (!IsSetByPeer(SharedRingLayout.HasSwitched))
        {
            return false;
        }

        sentBefore = Volatile.Read(ref *(long*)(_peer + SharedRingLayout.SentBefore));
        return true;
    }

    /// <summary>Writer: nothing is written any more; what was is still read.</summary>
    public void Complete() => Set(SharedRingLayout.IsCompleted);

    /// <summary>Reader: nothing is read any more.</summary>
    public void Abandon() => Set(SharedRingLayout.IsAbandoned);

    /// <summary>Whether the other side says that it writes no more. Ask before reading what it wrote.</summary>
    public bool IsPeerCompleted() => IsSetByPeer(SharedRingLayout.IsCompleted);

    /// <summary>Whether the other side says that it reads no more.</summary>
    public bool IsPeerAbandoned() => IsSetByPeer(SharedRingLayout.IsAbandoned);

    /// <summary>Whether the other side has read all that was written, as far as it says.</summary>
    public bool IsAllRead() => Volatile.Read(ref *(long*)(_peer + SharedRingLayout.Head)) == _positions.Tail;

    /// <summary>Says whether this side sleeps until there are bytes; look once more before sleeping.</summary>
    public void WaitForBytes(bool waits) => SetWait(SharedRingLayout.WaitsForBytes, waits);

    /// <summary>Says whether this side sleeps until there is room; look once more before sleeping.</summary>
    public void WaitForRoom(bool waits) => SetWait(SharedRingLayout.WaitsForRoom, waits);

    /// <summary>After writing: takes the duty to wake the other side, if it sleeps until there are bytes.</summary>
    public bool MustWakeReader() => TakeWait(SharedRingLayout.WaitsForBytes);

    /// <summary>After reading: takes the duty to wake the other side, if it sleeps until there is room.</summary>
    public bool MustWakeWriter() => TakeWait(SharedRingLayout.WaitsForRoom);

    /// <summary>Gives the pages back to the kernel, whoever has them: both sides read zeros from then on.</summary>
    public void RemovePages() => _slab.RemovePages();

    /// <summary>Unmaps the memory.</summary>
    public void Dispose() => _slab.Dispose();

    private bool LookAtTail(long head)
    {
        long tail = Volatile.Read(ref *(long*)(_peer + SharedRingLayout.Tail));
        if (_isBroken || tail < _positions.TailSeen || tail - head > _capacity)
        {
            _isBroken = true;
            return false;
        }

        _positions.TailSeen = tail;
        return true;
    }

    private bool LookAtHead(long tail)
    {
        long head = Volatile.Read(ref *(long*)(_peer + SharedRingLayout.Head));
        if (_isBroken || head < _positions.HeadSeen || head > tail)
        {
            _isBroken = true;
            return false;
        }

        _positions.HeadSeen = head;
        return true;
    }

    private void Set(int word) => Volatile.Write(ref *(int*)(_own + word), 1);

    private bool IsSetByPeer(int word) => Volatile.Read(ref *(int*)(_peer + word)) != 0;

    private void SetWait(int word, bool waits)
    {
        Volatile.Write(ref *(int*)(_own + word), waits ? 1 : 0);
        if (waits)
        {
            Interlocked.MemoryBarrier();
        }
    }

    private bool TakeWait(int word)
    {
        Interlocked.MemoryBarrier();
        return IsSetByPeer(word) && Interlocked.Exchange(ref *(int*)(_peer + word), 0) != 0;
    }

    /// <summary>This side's positions and its last looks at the other's, each thread's in lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Positions
    {
        // 0..127 empty.

        /// <summary>The writer's: bytes written.</summary>
        [FieldOffset(128)]
        public long Tail;

        /// <summary>The writer's last look at what the other side has read.</summary>
        [FieldOffset(136)]
        public long HeadSeen;

        /// <summary>The reader's: bytes read.</summary>
        [FieldOffset(256)]
        public long Head;

        /// <summary>The reader's last look at what the other side has written.</summary>
        [FieldOffset(264)]
        public long TailSeen;

        // 272..383 empty.
    }
}

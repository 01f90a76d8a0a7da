using System.Runtime.InteropServices;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Tells when nobody can still use what was taken out of sight: a thread uses what others share only within a turn, so
/// once every other thread has been outside a turn, what it found before is forgotten. Readers take no lock and never
/// wait (quiescent-state-based reclamation; Hart, McKenney, Brown, Walpole, "Performance of memory reclamation for
/// lockless synchronization", 2007).
/// </summary>
/// <remarks>
/// A thread's counter is odd within a turn. Its increment at the beginning is a full fence, and so is the one in <see
/// cref="Mark"/>: either the mark sees the turn, or the turn does not see what was taken away before the mark.
/// </remarks>
public sealed class TurnRegister
{
    private readonly Turn[] _turns;

    /// <summary>Makes a register for so many threads, all outside a turn.</summary>
    public TurnRegister(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _turns = new Turn[threads];
    }

    /// <summary>The thread begins a turn.</summary>
    public void Begin(int thread)
    {
        // Alone, there is nobody to tell.
        if (_turns.Length > 1)
        {
            Interlocked.Increment(ref _turns[thread].Count);
        }
    }

    /// <summary>The thread ends its turn, and forgets what it found.</summary>
    public void End(int thread)
    {
        if (_turns.Length > 1)
        {
            Volatile.Write(ref _turns[thread].Count, _turns[thread].Count + 1);
        }
    }

    /// <summary>Marks the moment, after something was taken out of sight.</summary>
    public long[] Mark()
    {
        Interlocked.MemoryBarrier();
        long[] mark = new long[_turns.Length];
        for (int i = 0; i < mark.Length; i++)
        {
            mark[i] = Volatile.Read(ref _turns[i].Count);
        }

        return mark;
    }

    /// <summary>True once every thread but the marking one has been outside a turn since the mark.</summary>
    /// <param name="mark">From <see cref="Mark"/>.</param>
    /// <param name="self">The thread that asks, which knows what it uses itself.</param>
    public bool HavePassed(ReadOnlySpan<long> mark, int self)
    {
        for (int i = 0; i < mark.Length; i++)
        {
            bool wasOutside = mark[i] % 2 == 0;
            if (i != self && !wasOutside && Volatile.Read(ref _turns[i].Count) == mark[i])
            {
                return false;
            }
        }

        return true;
    }

    // Two cache lines each: processors fetch them in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Turn
    {
        [FieldOffset(0)]
        public long Count;
    }
}

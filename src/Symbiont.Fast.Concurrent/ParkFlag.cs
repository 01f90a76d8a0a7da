using System.Runtime.InteropServices;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Decides whether a thread must be woken, for doorbells of any kind (an event, an eventfd). The parking thread calls
/// <see cref="Raise"/>, looks at its queues again, sleeps, and calls <see cref="Lower"/>; a publisher publishes, and
/// wakes the thread by the doorbell's own means if <see cref="TryTake"/> says so.
/// </summary>
/// <remarks>
/// <para>The danger: the publisher reads the flag before its own record is visible, while the other thread looks at its
/// queue before its flag is visible. Both must write, then read, with a full fence between. Here the parking thread
/// pays for both, by a barrier on every core (membarrier(2)), because it is about to sleep anyway; publishing stays one
/// load of a line that does not change while the other thread is awake.</para>
/// <para>So after <see cref="Raise"/>: whatever was published before the barrier is seen by the second look, and
/// whoever publishes after it sees the flag.</para>
/// </remarks>
public sealed class ParkFlag
{
    private State _state;

    /// <summary>
    /// Parking thread: announces that it will sleep. It must look at its queues once more after this.
    /// </summary>
    public void Raise()
    {
        Volatile.Write(ref _state.Raised, 1);
        Interlocked.MemoryBarrierProcessWide();
    }

    /// <summary>Parking thread: is awake again.</summary>
    public void Lower() => Volatile.Write(ref _state.Raised, 0);

    /// <summary>Publisher: takes the duty to wake the thread; of several publishers one gets it.</summary>
    /// <returns>Whether the caller must wake the thread now.</returns>
    public bool TryTake() => Volatile.Read(ref _state.Raised) != 0 && Interlocked.Exchange(ref _state.Raised, 0) != 0;

    /// <summary>
    /// The flag alone on its pair of cache lines, so that publishers do not miss on a neighbour's writes.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct State
    {
        // 0..127 empty.
        [FieldOffset(128)]
        public int Raised;

        // 132..255 empty.
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Wakes a thread that sleeps in <see cref="ConnectionPoller.Wait"/>. While that thread is awake, ringing costs one read.
/// </summary>
/// <remarks>
/// The sleeper calls <see cref="PrepareWait"/>, looks once more for work, and only then waits; the ringer first makes
/// its work visible and then looks at the flag. Whatever the order, one of the two sees the other.
/// </remarks>
public sealed class PollerDoorbell : IDoorbell, IDisposable
{
    private readonly EventFd _event = new();
    private int _parked;
    private bool _isPrepared;

    /// <summary>Readable when the thread is to wake.</summary>
    public int Descriptor => _event.Descriptor;

    /// <inheritdoc/>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _parked) != 0 && Interlocked.Exchange(ref _parked, 0) != 0)
        {
            _event.Signal();
        }
    }

    /// <summary>Says that the thread is about to sleep; it must look for work once more before it does.</summary>
    public void PrepareWait()
    {
        _isPrepared = true;
        Interlocked.Exchange(ref _parked, 1);
    }

    /// <summary>
    /// True when it rang since the thread said that it is about to sleep: a look without waiting may have taken the
    /// signal already, so the sleep is to be left out. Owner.
    /// </summary>
    public bool HasRung => _isPrepared && Volatile.Read(ref _parked) == 0;

    /// <summary>Says that the thread is awake again.</summary>
    public void EndWait()
    {
        _isPrepared = false;
        Volatile.Write(ref _parked, 0);
    }

    /// <summary>Releases the descriptor.</summary>
    public void Dispose() => _event.Dispose();

    /// <summary>Makes the descriptor unreadable again.</summary>
    public void Drain() => _event.Drain();
}

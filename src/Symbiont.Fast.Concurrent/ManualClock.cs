namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A clock that moves only when told, for tests and simulations. Any thread may read, one should move it.
/// </summary>
public sealed class ManualClock : IClock
{
    private long _unix;
    private long _monotonic;

    /// <summary>Starts the wall clock at <paramref name="unixNanoseconds"/> and the monotonic one at 0.</summary>
    public ManualClock(long unixNanoseconds)
    {
        _unix = unixNanoseconds;
    }

    /// <inheritdoc/>
    public long UnixNanoseconds => Volatile.Read(ref _unix);

    /// <inheritdoc/>
    public long MonotonicNanoseconds => Volatile.Read(ref _monotonic);

    /// <summary>Lets time pass on both clocks.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative; use
    /// <see cref="SetUnix"/>.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long nanoseconds = checked(time.Ticks * TimeSpan.NanosecondsPerTick);
        Interlocked.Add(ref _monotonic, nanoseconds);
        Interlocked.Add(ref _unix, nanoseconds);
    }

    /// <summary>Sets the wall clock, forward or back, as an operator or NTP would. The monotonic one stays.</summary>
    public void SetUnix(long unixNanoseconds) => Volatile.Write(ref _unix, unixNanoseconds);
}

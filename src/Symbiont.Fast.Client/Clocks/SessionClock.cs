using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Client;

/// <summary>
/// The router's clock as a session knows it: the monotonic clock and an offset. What it gives for timestamps never goes
/// back, whatever the host's wall clock and the router do. The receive thread sets it, any thread reads.
/// </summary>
internal sealed class SessionClock : IClock
{
    private readonly IClock _local;
    private ClockEstimate _estimate;
    private long _last = long.MinValue;

    public SessionClock(IClock local, ClockSample welcome)
    {
        _local = local;
        _estimate = ClockEstimate.From(welcome);
    }

    /// <summary>For judging others' timestamps: the newest estimate, which may go back when it is corrected.</summary>
    public long Now => MonotonicNanoseconds + Volatile.Read(ref _estimate).Base;

    /// <inheritdoc/>
    /// <remarks>For the session's own timestamps.</remarks>
    public long UnixNanoseconds
    {
        get
        {
            long now = Now;
            long last = Volatile.Read(ref _last);
            while (now > last)
            {
                long seen = Interlocked.CompareExchange(ref _last, now, last);
                if (seen == last)
                {
                    return now;
                }

                last = seen;
            }

            return last;
        }
    }

    /// <inheritdoc/>
    public long MonotonicNanoseconds => _local.MonotonicNanoseconds;

    /// <inheritdoc/>
    public long CoarseMilliseconds => _local.CoarseMilliseconds;

    /// <summary>
    /// For credentials' validity: the later of this clock and the host's. A router that turns this clock back prolongs
    /// nothing, and a host's clock that stood still does not, either.
    /// </summary>
    public long ForValidity => Math.Max(Now, _local.UnixNanoseconds);

    /// <summary>How far it is ahead of the host's wall clock.</summary>
    public TimeSpan Offset => Duration(Now - _local.UnixNanoseconds);

    /// <summary>How far it may be off from the router's.</summary>
    public TimeSpan Error => Duration(Volatile.Read(ref _estimate).ErrorAt(MonotonicNanoseconds));

    /// <summary>Receive thread: takes a sample into account, or, after a doubt, nothing but it.</summary>
    /// <returns>True when the clock had been wrong by more than the errors allow for.</returns>
    public bool Take(ClockSample sample, bool inDoubt)
    {
        ClockEstimate before = _estimate;
        Volatile.Write(ref _estimate, inDoubt ? ClockEstimate.From(sample) : before.With(sample));
        return before.Contradicts(sample);
    }

    private static TimeSpan Duration(long nanoseconds) =>
        TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}

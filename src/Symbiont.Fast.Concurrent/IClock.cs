namespace Symbiont.Fast.Concurrent;

/// <summary>Where time comes from, so that tests and simulations can decide it. Any thread may ask.</summary>
public interface IClock
{
    /// <summary>Nanoseconds since 1970-01-01T00:00Z; may jump when the host's clock is set.</summary>
    long UnixNanoseconds { get; }

    /// <summary>Nanoseconds since some fixed moment; never goes back. For deadlines and durations.</summary>
    long MonotonicNanoseconds { get; }

    /// <summary>
    /// The monotonic clock in milliseconds, some of them late, at a fraction of a reading's cost: for those who look at
    /// deadlines again and again, to see whether it is time for a better look.
    /// </summary>
    long CoarseMilliseconds => MonotonicNanoseconds / 1_000_000;
}

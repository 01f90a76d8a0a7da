namespace Symbiont.Fast.Concurrent;

/// <summary>Where time comes from, so that tests and simulations can decide it. Any thread may ask.</summary>
public interface IClock
{
    /// <summary>Nanoseconds since 1970-01-01T00:00Z; may jump when the host's clock is set.</summary>
    long UnixNanoseconds { get; }

    /// <summary>Nanoseconds since some fixed moment; never goes back. For deadlines and durations.</summary>
    long MonotonicNanoseconds { get; }
}

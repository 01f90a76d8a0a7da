using System.Diagnostics;

namespace Symbiont.Fast.Concurrent;

/// <summary>The host's clocks.</summary>
public sealed class SystemClock : IClock
{
    // .NET on Linux counts CLOCK_MONOTONIC in nanoseconds; elsewhere its ticks are longer.
    private static readonly long NanosecondsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    private SystemClock()
    {
    }

    /// <summary>The only instance.</summary>
    public static SystemClock Instance { get; } = new();

    /// <inheritdoc/>
    /// <remarks>In steps of 100 ns.</remarks>
    public long UnixNanoseconds =>
        (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;

    /// <inheritdoc/>
    public long MonotonicNanoseconds => Stopwatch.GetTimestamp() * NanosecondsPerTick;

    /// <inheritdoc/>
    /// <remarks>CLOCK_MONOTONIC_COARSE: late by a tick of the kernel's, 4 ms at most.</remarks>
    public long CoarseMilliseconds => Environment.TickCount64;
}

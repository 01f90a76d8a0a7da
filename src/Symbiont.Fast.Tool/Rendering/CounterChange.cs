using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Tool;

/// <summary>Two looks at a counters file.</summary>
/// <param name="Now">The later one.</param>
/// <param name="Before">The earlier one; null for none.</param>
/// <param name="Between">The time between them.</param>
public sealed record CounterChange(CounterReading Now, CounterReading? Before, TimeSpan Between)
{
    // A router that was started anew counts from 0: what the earlier one had says nothing about this one.
    private bool IsComparable => Between > TimeSpan.Zero && Before is { } before
        && (before.Process, before.Started, before.Counters.Count)
        == (Now.Process, Now.Started, Now.Counters.Count);

    /// <summary>What counter <paramref name="index"/> counted a second meanwhile; null when nobody knows.</summary>
    public double? PerSecond(int index) => IsComparable
        ? (Now.Counters[index].Value - Before!.Counters[index].Value) / Between.TotalSeconds
        : null;
}

namespace Symbiont.Fast.Concurrent;

/// <summary>What a counters file said when it was read.</summary>
/// <param name="Process">The writer's process id, in its own namespace.</param>
/// <param name="Started">When it was started, in nanoseconds since 1970 UTC.</param>
/// <param name="Stopped">When it stopped in order, in the same; null while it runs, and when it was killed.</param>
/// <param name="Counters">Names and values, in the writer's order; the values are not of one instant.</param>
public sealed record CounterReading(
    int Process, long Started, long? Stopped, IReadOnlyList<KeyValuePair<string, long>> Counters);

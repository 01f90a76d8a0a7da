using System.Globalization;

namespace Symbiont.Fast.LoadTests;

/// <summary>What a router process says of itself at one moment.</summary>
/// <param name="Resident">Resident memory in bytes, after a full collection when one was asked for.</param>
/// <param name="Managed">The managed heap in bytes.</param>
/// <param name="CpuMicroseconds">Processor time used so far, all threads.</param>
/// <param name="Accepted">Messages accepted so far.</param>
/// <param name="Batches">Frames taken in so far.</param>
/// <param name="Sessions">Sessions open.</param>
internal readonly record struct RouterReading(
    long Resident, long Managed, long CpuMicroseconds, long Accepted, long Batches, long Sessions)
{
    public static RouterReading Parse(string line)
    {
        long[] values = [.. line.Split(' ').Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return new RouterReading(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"reading {Resident} {Managed} {CpuMicroseconds} {Accepted} {Batches} {Sessions}");
}

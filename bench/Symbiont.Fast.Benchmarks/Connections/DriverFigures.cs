namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>What one driver did with one number of connections.</summary>
/// <param name="Driver">Which.</param>
/// <param name="Throughput">Messages there and back a second, the median of the turns.</param>
/// <param name="Least">Of the turns.</param>
/// <param name="Greatest">Of the turns.</param>
/// <param name="P50Nanoseconds">The median of the turns' medians.</param>
/// <param name="P99Nanoseconds">The median of the turns' 99th percentiles.</param>
/// <param name="ProcessorNanoseconds">What a message took of both cores, the median of the turns.</param>
/// <param name="AllocatedBytes">What the load's thread allocated in all turns but the first.</param>
internal sealed record DriverFigures(
    string Driver, double Throughput, double Least, double Greatest, double P50Nanoseconds, double P99Nanoseconds,
    double ProcessorNanoseconds, long AllocatedBytes);

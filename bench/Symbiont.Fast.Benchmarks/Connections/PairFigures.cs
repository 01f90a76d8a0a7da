namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>Both drivers with one number of connections, turn by turn.</summary>
/// <param name="Connections">How many.</param>
/// <param name="Reads">The most reads for each readiness: as the bus does, until there is no more, or 1.</param>
/// <param name="Drivers">Each driver's figures.</param>
/// <param name="Ratio">io_uring's throughput over epoll's, the median of the turns.</param>
/// <param name="RatioLeast">Of the turns.</param>
/// <param name="RatioGreatest">Of the turns.</param>
/// <param name="ProcessorRatio">epoll's processor time a message over io_uring's, the median of the turns.</param>
internal sealed record PairFigures(
    int Connections, int Reads, IReadOnlyList<DriverFigures> Drivers, double Ratio, double RatioLeast, double RatioGreatest,
    double ProcessorRatio);

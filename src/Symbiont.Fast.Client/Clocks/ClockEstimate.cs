namespace Symbiont.Fast.Client;

/// <summary>Where the router's clock stands against this host's monotonic one. Immutable; nanoseconds.</summary>
/// <param name="Base">The router's time less the monotonic one.</param>
/// <param name="Error">How far that may have been off when it was taken.</param>
/// <param name="Taken">When that was, on the monotonic clock.</param>
internal sealed record ClockEstimate(long Base, long Error, long Taken)
{
    // Quartz is off by 20 to 50 millionths; two clocks drift apart by twice that at worst.
    private const long DriftDivisor = 10_000;

    public static ClockEstimate From(ClockSample sample) => new(sample.Base, sample.Error, sample.Came);

    /// <summary>How far it may be off by now: an old estimate is worth less than it was.</summary>
    public long ErrorAt(long monotonic) => Error + (Math.Max(monotonic - Taken, 0) / DriftDivisor);

    /// <summary>
    /// True when the two cannot both be right: one of the clocks was stopped or set in between, and the younger is.
    /// </summary>
    public bool Contradicts(ClockSample sample) => Math.Abs(sample.Base - Base) > ErrorAt(sample.Came) + sample.Error;

    /// <summary>The estimate to go on with: the one with the smaller error, or the younger where they differ.</summary>
    public ClockEstimate With(ClockSample sample) =>
        Contradicts(sample) || sample.Error <= ErrorAt(sample.Came) ? From(sample) : this;
}

namespace Symbiont.Fast.Client;

/// <summary>
/// The router's time, and when it was asked for and came, on this host's monotonic clock; nanoseconds.
/// </summary>
internal readonly record struct ClockSample(long Asked, long Came, long RouterTime)
{
    /// <summary>
    /// The router's time less the monotonic one, by Cristian's algorithm: it wrote its time somewhere between the
    /// question and the answer, so half a round trip ago is wrong by half a round trip at most. Only for times that a
    /// <see cref="ClockLimit"/> allows; others may not fit.
    /// </summary>
    public long Base => RouterTime + Error - Came;

    /// <summary>How far <see cref="Base"/> may be off.</summary>
    public long Error => (Came - Asked) / 2;
}

using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// How far an agent follows the router's clock. The router is not trusted with time: whoever moves a sender's clock
/// ahead, or a destination's back, may hold messages back for so long. Any thread.
/// </summary>
internal sealed class ClockLimit(AgentBundle bundle, AgentClientOptions options)
{
    /// <summary>
    /// Judges a time of the router's. Null when it lies within the agent's own credential, for that is what an honest
    /// router has just checked by the same clock, and no further from what the agent knows of the time itself than
    /// <see cref="AgentClientOptions.MaxClockOffset"/>.
    /// </summary>
    public ClockOffsetException? Check(long routerTime)
    {
        // The issuer has signed that it was so late already; a clock that stood still cannot know better.
        long known = Math.Max(options.Clock.UnixNanoseconds, bundle.NotBefore);

        // The router's 64 bits may be anything.
        Int128 offset = (Int128)routerTime - known;
        bool isNear = Int128.Abs(offset) <= KeyLifetimes.Nanoseconds(options.MaxClockOffset);
        bool isCertified = routerTime >= bundle.NotBefore && routerTime < bundle.NotAfter;
        return isNear && isCertified
            ? null
            : new ClockOffsetException(Duration(offset), options.MaxClockOffset, isCertified);
    }

    private static TimeSpan Duration(Int128 nanoseconds) =>
        TimeSpan.FromTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
}

using System.Globalization;

namespace Symbiont.Fast.Client;

/// <summary>
/// The router's clock is further from this agent's than the agent follows, so that nothing it sends would pass. Either
/// clock may be wrong, or the router lies.
/// </summary>
public sealed class ClockOffsetException : Exception
{
    internal ClockOffsetException(TimeSpan offset, TimeSpan limit, bool isCertified)
        : base(Text(offset, limit, isCertified))
    {
        Offset = offset;
        Limit = limit;
    }

    /// <summary>How far the router's clock is ahead of what the agent knows of the time; negative: behind.</summary>
    public TimeSpan Offset { get; }

    /// <summary><see cref="AgentClientOptions.MaxClockOffset"/>.</summary>
    public TimeSpan Limit { get; }

    private static string Text(TimeSpan offset, TimeSpan limit, bool isCertified)
    {
        string side = offset < TimeSpan.Zero ? "behind" : "ahead of";
        string what = isCertified
            ? string.Create(CultureInfo.InvariantCulture, $"at most {limit:c} is followed")
            : "that is outside the validity of the agent's credential";
        return string.Create(
            CultureInfo.InvariantCulture, $"the router's clock is {offset.Duration():c} {side} the agent's; {what}");
    }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing;

/// <summary>What the router decided about one message.</summary>
/// <param name="Reason"><see cref="RefusalReason.None"/> when the message may pass.</param>
/// <param name="RuleIndex">The rule that decided; negative when none did.</param>
/// <param name="RetryAfter">For a rate limit: milliseconds until the next message fits, rounded up.</param>
public readonly record struct RouteVerdict(RefusalReason Reason, int RuleIndex, uint RetryAfter)
{
    /// <summary>The index that stands for "no rule".</summary>
    public const int NoRule = -1;

    /// <summary>True when the message may pass.</summary>
    public bool IsAccepted => Reason == RefusalReason.None;

    /// <summary>A refusal that no rule decided.</summary>
    public static RouteVerdict Refused(RefusalReason reason) => new(reason, NoRule, 0);

    /// <summary>A wait in whole milliseconds, rounded up: who waits so long finds room.</summary>
    public static uint Milliseconds(long nanoseconds)
    {
        const long NanosecondsPerMillisecond = 1_000_000;
        long whole = nanoseconds / NanosecondsPerMillisecond;
        long milliseconds = nanoseconds % NanosecondsPerMillisecond == 0 ? whole : whole + 1;
        return (uint)Math.Min(milliseconds, uint.MaxValue);
    }
}

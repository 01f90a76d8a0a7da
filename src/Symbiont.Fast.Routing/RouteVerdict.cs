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
}

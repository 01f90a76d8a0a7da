using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>A message or a request was refused, by the router or, before it was sent, by the client itself.</summary>
public sealed class MessageRefusedException : Exception
{
    /// <summary>Makes the exception of a refusal.</summary>
    public MessageRefusedException(RefusalReason reason, string rule, TimeSpan retryAfter)
        : base(rule.Length == 0
            ? $"refused: {RefusalReasons.Text(reason)}"
            : $"refused: {RefusalReasons.Text(reason)} (rule {rule})") =>
        (Reason, Rule, RetryAfter) = (reason, rule, retryAfter);

    /// <summary>Why.</summary>
    public RefusalReason Reason { get; }

    /// <summary>The rule that decided; empty when none did.</summary>
    public string Rule { get; }

    /// <summary>For a rate limit: when to try again; zero when unsaid.</summary>
    public TimeSpan RetryAfter { get; }
}

using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>What a policy says about one ordered pair of tiers.</summary>
/// <param name="SourceTier">The sender's tier: the row.</param>
/// <param name="DestinationTier">The destination's tier: the column.</param>
/// <param name="AllowedMessageTypes">What the pair's rules allow, in the vocabulary's order; empty when denied.</param>
/// <param name="Rules">The pair's rules in the order in which they are tried; empty when denied.</param>
/// <param name="DenialReason">Why nothing may pass: <c>no rule</c> or <c>needs an explicit rule</c>; else null.</param>
public sealed record PolicyMatrixCell(
    SandboxTier SourceTier,
    SandboxTier DestinationTier,
    IReadOnlyList<MessageType> AllowedMessageTypes,
    IReadOnlyList<PolicyMatrixRule> Rules,
    string? DenialReason)
{
    /// <summary>True when nothing may pass.</summary>
    public bool IsDenied => DenialReason is not null;
}

/// <summary>A rule within its cell.</summary>
/// <param name="Rule">The rule, with its name, requirements and rate limits.</param>
/// <param name="DecidedTypes">
/// The types it decides on: those it allows and no earlier rule does. Empty for a rule that earlier ones leave nothing,
/// which is most likely a mistake of its author.
/// </param>
public sealed record PolicyMatrixRule(CommunicationPolicy Rule, IReadOnlyList<MessageType> DecidedTypes);

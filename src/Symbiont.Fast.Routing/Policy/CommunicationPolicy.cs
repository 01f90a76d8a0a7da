using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>One rule of a policy: what may travel from one tier to another, and under which conditions.</summary>
/// <param name="Name">The rule's name, as refusals and the audit log give it; at most 128 bytes of UTF-8.</param>
/// <param name="SourceTier">The sender's tier.</param>
/// <param name="DestinationTier">The destination's tier.</param>
/// <param name="AllowedMessageTypes">The message types the rule allows; at least one.</param>
/// <param name="SecurityRequirements">What it asks of each message.</param>
/// <param name="RateLimits">How much each sender may send under the rule.</param>
public sealed record CommunicationPolicy(
    string Name,
    SandboxTier SourceTier,
    SandboxTier DestinationTier,
    IReadOnlyList<MessageType> AllowedMessageTypes,
    SecurityRequirements SecurityRequirements,
    RateLimits RateLimits);

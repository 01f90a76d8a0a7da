using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>One ordered pair of tiers and what a policy says about it: a cell of the table that operators look at.</summary>
/// <param name="SourceTier">The sender's tier.</param>
/// <param name="DestinationTier">The destination's tier.</param>
/// <param name="RuleIndices">The rules of this pair, in the order in which they are tried; empty when all is denied.</param>
public sealed record PolicyCell(
    SandboxTier SourceTier, SandboxTier DestinationTier, IReadOnlyList<int> RuleIndices);

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>One ordered pair of tiers and what a policy says about it: a cell of the operators' table.</summary>
/// <param name="SourceTier">The sender's tier.</param>
/// <param name="DestinationTier">The destination's tier.</param>
/// <param name="RuleIndices">The rules of this pair, in the order they are tried; none when all is denied.</param>
public sealed record PolicyCell(
    SandboxTier SourceTier, SandboxTier DestinationTier, IReadOnlyList<int> RuleIndices);

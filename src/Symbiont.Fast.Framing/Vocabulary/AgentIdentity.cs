namespace Symbiont.Fast.Framing;

/// <summary>Who an agent is and what it may do, as its credential says: the seed's <c>AgentIdentity</c>.</summary>
/// <param name="Name">The agent's name; it holds the tier.</param>
/// <param name="SecurityClearance">The highest level it may send or receive.</param>
/// <param name="Capabilities">What it was granted, such as <see cref="Capability.RpcCall"/>.</param>
public sealed record AgentIdentity(
    AgentName Name, SecurityLevel SecurityClearance, IReadOnlyList<Capability> Capabilities)
{
    /// <summary>The tier the agent runs in.</summary>
    public SandboxTier Tier => Name.Tier;

    /// <summary>True when the agent was granted <paramref name="capability"/>.</summary>
    public bool Has(Capability capability) => Capabilities.Contains(capability);
}

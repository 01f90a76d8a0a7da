using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Operator, issuer, router and two agents a tier in one folder, for trying things. In production the operator's key
/// stays offline, and agents make their own keys inside their sandboxes.
/// </summary>
public static class QuickStart
{
    /// <summary>The trust domain of the agents.</summary>
    public const string TrustDomain = "symbiont.local";

    private static readonly TimeSpan IssuerValidity = TimeSpan.FromDays(90);

    /// <summary>The six agents: <c>agent-1</c> and <c>agent-2</c> of each tier.</summary>
    public static IReadOnlyList<AgentName> Agents { get; } =
        [.. Vocabulary.Tiers.ToArray().SelectMany(tier => new[] { Agent(tier, 1), Agent(tier, 2) })];

    /// <summary>One of the six agents.</summary>
    public static AgentName Agent(SandboxTier tier, int number) =>
        AgentName.Create(TrustDomain, tier, $"agent-{number}");

    /// <summary>Fills a folder.</summary>
    /// <param name="state">The folder; made when it is not there.</param>
    /// <param name="agentValidity">How long the agents' credentials hold.</param>
    /// <exception cref="ToolException">One of the files exists.</exception>
    public static void Create(StateFolder state, TimeSpan agentValidity)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Create();
        using (SigningKey key = SigningKey.Generate())
        {
            OperatorFile.Save(key, state.OperatorKey, state.OperatorPublic);
        }

        Validity issuerSpan = Validity.FromNow(IssuerValidity);
        using (OperatorKey certifier = OperatorFile.Load(state.OperatorKey))
        {
            IssuerFile.Create(certifier, issuerSpan.NotBefore, issuerSpan.NotAfter, state.Issuer);
        }

        using IssuerFile issuer = IssuerFile.Load(state.Issuer);
        byte[] routerKey = RouterFiles.Create(issuer.OperatorKey, state.Router, state.RouterPublic);
        Validity span = Validity.FromNow(agentValidity).Within(issuerSpan);
        foreach (AgentName name in Agents)
        {
            var identity = new AgentIdentity(name, SecurityLevel.Confidential, AgentProvisioning.AllCapabilities);
            using AgentBundle bundle =
                AgentProvisioning.Provision(issuer, routerKey, identity, span.NotBefore, span.NotAfter);
            AgentFile.Save(bundle, state.Agent(name));
        }
    }
}

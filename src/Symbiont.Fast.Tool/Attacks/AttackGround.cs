using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// What attacks need: where the router listens, agents to send to, and an issuer who certifies the attackers. They are
/// insiders with true credentials; an outsider does not get past the handshake.
/// </summary>
public sealed class AttackGround
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The sockets, by tier; listener ids are the tiers' names.</summary>
    public required IReadOnlyDictionary<SandboxTier, TransportEndPoint> EndPoints { get; init; }

    /// <summary>The sockets that are for somebody else.</summary>
    public required GuardedListeners Guarded { get; init; }

    /// <summary>A connected agent in each tier.</summary>
    public required IReadOnlyDictionary<SandboxTier, AgentName> Victims { get; init; }

    /// <summary>Certifies the attackers.</summary>
    public required IssuerFile Issuer { get; init; }

    /// <summary>Certifies issuers, for an attacker whose issuer's time is over.</summary>
    public required OperatorKey Operator { get; init; }

    /// <summary>Where the router looks for the revocation list; nothing is there until an attack publishes one.</summary>
    public required string RevocationPath { get; init; }

    /// <summary>The router's public key, 32 bytes.</summary>
    public required byte[] RouterKey { get; init; }

    /// <summary>The largest burst of control messages that the policy lets pass from Firecracker to Docker.</summary>
    public required int ControlBurst { get; init; }

    /// <summary>Provisions an attacker; each attack uses a name of its own, since an agent has one session.</summary>
    /// <param name="tier">The attacker's tier.</param>
    /// <param name="agentId">The attacker's id.</param>
    /// <param name="clearance">Its clearance.</param>
    /// <param name="capabilities">What it was granted.</param>
    public AgentBundle Certify(
        SandboxTier tier, string agentId, SecurityLevel clearance = SecurityLevel.Restricted,
        params IReadOnlyList<Capability> capabilities) =>
        Certify(tier, agentId, clearance, capabilities, Validity.FromNow(Hour));

    /// <summary>Provisions an attacker whose credential holds for <paramref name="validity"/>.</summary>
    public AgentBundle Certify(
        SandboxTier tier, string agentId, SecurityLevel clearance, IReadOnlyList<Capability> capabilities,
        Validity validity)
    {
        var identity = new AgentIdentity(
            AgentName.Create(QuickStart.TrustDomain, tier, agentId), clearance, capabilities);
        return AgentProvisioning.Provision(Issuer, RouterKey, identity, validity.NotBefore, validity.NotAfter);
    }

    /// <summary>Connects an attacker to its own tier's socket, handshake included.</summary>
    public Task<HostileAgent> ConnectAsync(AgentBundle bundle, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return ConnectAsync(bundle, bundle.Name.Tier, cancellation);
    }

    /// <summary>Connects an attacker to some tier's socket.</summary>
    public Task<HostileAgent> ConnectAsync(AgentBundle bundle, SandboxTier tier, CancellationToken cancellation) =>
        HostileAgent.ConnectAsync(bundle, tier, EndPoints[tier], Vocabulary.Name(tier), cancellation);

    /// <summary>Connects an attacker to its own tier's socket that has not proven its signing key.</summary>
    public Task<HostileAgent> ConnectUnprovenAsync(AgentBundle bundle, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        SandboxTier tier = bundle.Name.Tier;
        return HostileAgent.ConnectUnprovenAsync(
            bundle, tier, EndPoints[tier], Vocabulary.Name(tier), cancellation);
    }
}

using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A credential that is true in everything, but goes back to an operator whom the router does not trust.</summary>
public sealed class ForeignOperatorAttack : SessionAttack
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override string Name => "certificate of another operator";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using var foreign = new OperatorKey(SigningKey.Generate());
        Validity span = Validity.FromNow(Hour);
        SigningKey key = SigningKey.Generate();
        using var issuer = new IssuerFile(
            new CredentialIssuer(key, foreign.CertifyIssuer(key.PublicKey, span.NotBefore, span.NotAfter)),
            foreign.PublicKey.ToArray());
        var identity = new AgentIdentity(
            AgentName.Create(QuickStart.TrustDomain, SandboxTier.Docker, "foreigner"), SecurityLevel.Restricted, []);
        AgentBundle bundle = AgentProvisioning.Provision(
            issuer, ground.RouterKey, identity, span.NotBefore, span.NotAfter);
        return ground.ConnectAsync(bundle, cancellation);
    }
}

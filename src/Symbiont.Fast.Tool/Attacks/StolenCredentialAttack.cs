using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>Somebody else's credential, which is no secret, without one or both of the keys that it names.</summary>
/// <param name="withStaticKey">True when the X25519 key was stolen too, and only the signing key is missing.</param>
public sealed class StolenCredentialAttack(bool withStaticKey) : SessionAttack
{
    /// <inheritdoc/>
    public override string Name =>
        withStaticKey ? "stolen credential and static key" : "stolen credential without its keys";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override async Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        AgentBundle owner = ground.Certify(SandboxTier.Docker, withStaticKey ? "robbed-twice" : "robbed");
        KeyAgreementKey statics = withStaticKey ? owner.StaticKey : KeyAgreementKey.Generate();
        (withStaticKey ? (IDisposable)owner.SigningKey : owner).Dispose();
        var thief = new AgentBundle(
            owner.Credential, SigningKey.Generate(), statics, owner.OperatorKey, owner.RouterKey);
        return await ground.ConnectAsync(thief, cancellation).ConfigureAwait(false);
    }
}

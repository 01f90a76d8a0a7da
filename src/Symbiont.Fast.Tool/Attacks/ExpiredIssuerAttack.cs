using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A credential that is valid for another hour, signed with an issuer key whose own time is over: no honest issuer
/// signs it, but somebody who found the key would.
/// </summary>
public sealed class ExpiredIssuerAttack : SessionAttack
{
    private const long Second = 1_000_000_000L;
    private const long Hour = 3_600 * Second;

    /// <inheritdoc/>
    public override string Name => "credential of an expired issuer";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.CredentialExpired;

    /// <inheritdoc/>
    protected override Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using SigningKey issuer = SigningKey.Generate();
        long now = SystemClock.Instance.UnixNanoseconds;
        byte[] certificate = ground.Operator.CertifyIssuer(issuer.PublicKey, now - Hour, now - Second);
        var identity = new AgentIdentity(
            AgentName.Create(QuickStart.TrustDomain, SandboxTier.Docker, "outlived"), SecurityLevel.Restricted, []);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        byte[] body = new byte[CredentialLayout.MaxSize];
        int length = CredentialLayout.WriteBody(
            body, identity, serial: 1, now - Hour, now + Hour, signing.PublicKey, statics.PublicKey);
        byte[] credential = [.. body[..length], .. certificate, .. new byte[SigningKey.SignatureSize]];
        byte[] statement = [.. SignatureDomains.Credential, .. credential[..^SigningKey.SignatureSize]];
        issuer.Sign(statement, credential.AsSpan(credential.Length - SigningKey.SignatureSize));
        return ground.ConnectAsync(
            new AgentBundle(credential, signing, statics, ground.Issuer.OperatorKey, ground.RouterKey), cancellation);
    }
}

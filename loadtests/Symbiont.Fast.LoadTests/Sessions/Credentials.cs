using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.LoadTests;

/// <summary>An operator and an issuer in this process. Thread-safe.</summary>
internal sealed class Credentials : IDisposable
{
    private const long Hour = 3_600_000_000_000L;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;

    public Credentials()
    {
        long now = SystemClock.Instance.UnixNanoseconds;
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(
            issuer, _operator.CertifyIssuer(issuer.PublicKey, now - Hour, now + (24 * Hour)));
    }

    public byte[] OperatorKey => _operator.PublicKey.ToArray();

    /// <summary>Keys and a credential for a new agent of the Docker tier.</summary>
    public AgentBundle Issue(string id, byte[] routerKey)
    {
        long now = SystemClock.Instance.UnixNanoseconds;
        var identity = new AgentIdentity(
            AgentName.Create("load.local", SandboxTier.Docker, id), SecurityLevel.Secret, [Capability.RpcCall]);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        byte[] credential = _issuer.Issue(
            identity, signing.PublicKey, statics.PublicKey, now - (Hour / 2), now + Hour);
        return new AgentBundle(credential, signing, statics, OperatorKey, routerKey);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
    }
}

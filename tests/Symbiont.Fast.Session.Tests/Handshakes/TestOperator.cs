using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>An operator with one issuer, which is in force from 1000 to 9000.</summary>
internal sealed class TestOperator : IDisposable
{
    public const long IssuerStart = 1_000;
    public const long IssuerEnd = 9_000;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;

    public TestOperator()
    {
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, IssuerStart, IssuerEnd));
    }

    public CredentialVerifier Verifier => new(_operator.PublicKey);

    public byte[] Issue(
        SigningKey signingKey, ReadOnlySpan<byte> staticKey, SandboxTier tier = SandboxTier.Docker,
        long notBefore = IssuerStart, long notAfter = IssuerEnd, string id = "planner")
    {
        var identity = new AgentIdentity(
            AgentName.Create("symbiont.local", tier, id), SecurityLevel.Secret, [Capability.RpcCall]);
        return _issuer.Issue(identity, signingKey.PublicKey, staticKey, 7, notBefore, notAfter);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
    }
}

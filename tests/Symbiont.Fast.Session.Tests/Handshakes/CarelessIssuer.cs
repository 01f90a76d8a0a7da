using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Signs credentials that reach beyond its own validity, which the product's issuer refuses to do.</summary>
internal sealed class CarelessIssuer : IDisposable
{
    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly SigningKey _issuer = SigningKey.Generate();
    private readonly byte[] _certificate;

    public CarelessIssuer(long notBefore, long notAfter) =>
        _certificate = _operator.CertifyIssuer(_issuer.PublicKey, notBefore, notAfter);

    public CredentialVerifier Verifier => new(_operator.PublicKey);

    public byte[] Issue(SigningKey signingKey, KeyAgreementKey staticKey, long notBefore, long notAfter)
    {
        var identity = new AgentIdentity(
            AgentName.Create("symbiont.local", SandboxTier.Docker, "planner"), SecurityLevel.Public, []);
        byte[] body = new byte[CredentialLayout.MaxSize];
        int length = CredentialLayout.WriteBody(
            body, identity, 1, notBefore, notAfter, signingKey.PublicKey, staticKey.PublicKey);
        byte[] signed = [.. body[..length], .. _certificate];
        byte[] signature = new byte[SigningKey.SignatureSize];
        _issuer.Sign([.. SignatureDomains.Credential, .. signed], signature);
        return [.. signed, .. signature];
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
    }
}

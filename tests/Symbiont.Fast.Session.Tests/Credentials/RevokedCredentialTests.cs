using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>A credential is refused from the moment on at which a list that names it is in force.</summary>
public sealed class RevokedCredentialTests : IDisposable
{
    private const long Start = 1_000;
    private const long End = 9_000;
    private const long Now = 2_000;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly SigningKey _signing = SigningKey.Generate();
    private readonly KeyAgreementKey _statics = KeyAgreementKey.Generate();

    public RevokedCredentialTests()
    {
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, Start, End));
    }

    [Fact]
    public void Only_what_the_list_in_force_names_is_refused()
    {
        byte[] revoked = Issue("revoked");
        byte[] other = Issue("other");
        CredentialLayout.TryRead(revoked, out CredentialLayout layout, out _);
        var revocations = new Revocations();
        var verifier = new CredentialVerifier(_operator.PublicKey, revocations);
        Assert.Equal(RefusalReason.None, verifier.Verify(revoked, Now, out _));

        byte[] list = _issuer.SignRevocations(1, Now, [layout.Serial]);
        new RevocationVerifier(_operator.PublicKey).Verify(list, Now, 0, out RevokedSerials? serials);
        revocations.Publish(serials!);

        Assert.Equal(RefusalReason.Revoked, verifier.Verify(revoked, Now, out _));
        Assert.Equal(RefusalReason.None, verifier.Verify(other, Now, out _));
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
        _signing.Dispose();
        _statics.Dispose();
    }

    private byte[] Issue(string id) => _issuer.Issue(
        new AgentIdentity(AgentName.Create("test.local", SandboxTier.Docker, id), SecurityLevel.Restricted, []),
        _signing.PublicKey, _statics.PublicKey, Start, End);
}

using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>A renewed credential takes the old one's place, and only one for the same name and keys can.</summary>
public sealed class AgentBundleTests : IDisposable
{
    private const long Now = 1_000_000_000;
    private const long Hour = 3_600_000_000_000;

    private static readonly AgentIdentity s_alice = Identity("alice");

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly SigningKey _signing = SigningKey.Generate();
    private readonly KeyAgreementKey _static = KeyAgreementKey.Generate();
    private readonly AgentBundle _bundle;

    public AgentBundleTests()
    {
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, Now, Now + (4 * Hour)));
        _bundle = new AgentBundle(
            Issue(s_alice, Now + Hour), _signing, _static, _operator.PublicKey.ToArray(), new byte[32]);
    }

    [Fact]
    public void A_renewed_credential_is_the_one_in_use()
    {
        byte[] renewed = Issue(s_alice, Now + (2 * Hour));

        _bundle.Renew(renewed);

        Assert.Same(renewed, _bundle.Credential);
        Assert.Equal(Now + (2 * Hour), _bundle.NotAfter);
        Assert.Equal(s_alice.Name, _bundle.Name);
    }

    [Fact]
    public void A_credential_of_another_agent_is_refused()
    {
        byte[] other = Issue(Identity("mallory"), Now + (2 * Hour));

        Assert.Throws<ArgumentException>(() => _bundle.Renew(other));
        Assert.Equal(Now + Hour, _bundle.NotAfter);
    }

    [Fact]
    public void A_credential_for_another_signing_key_is_refused()
    {
        using SigningKey other = SigningKey.Generate();
        byte[] credential = _issuer.Issue(s_alice, other.PublicKey, _static.PublicKey, Now, Now + Hour);

        Assert.Throws<ArgumentException>(() => _bundle.Renew(credential));
    }

    [Fact]
    public void A_credential_for_another_static_key_is_refused()
    {
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        byte[] credential = _issuer.Issue(s_alice, _signing.PublicKey, other.PublicKey, Now, Now + Hour);

        Assert.Throws<ArgumentException>(() => _bundle.Renew(credential));
    }

    [Fact]
    public void Bytes_that_are_no_credential_are_refused() =>
        Assert.Throws<FormatException>(() => _bundle.Renew(new byte[200]));

    public void Dispose()
    {
        _bundle.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
    }

    private static AgentIdentity Identity(string id) =>
        new(AgentName.Create("symbiont.local", SandboxTier.Docker, id), SecurityLevel.Restricted, []);

    private byte[] Issue(AgentIdentity identity, long notAfter) =>
        _issuer.Issue(identity, _signing.PublicKey, _static.PublicKey, Now, notAfter);
}

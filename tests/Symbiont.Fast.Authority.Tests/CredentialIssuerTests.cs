using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

public sealed class CredentialIssuerTests : IDisposable
{
    private readonly Chain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void A_credential_says_what_was_asked_for()
    {
        byte[] credential = _chain.Issue(Chain.Start + 1, Chain.End - 1);

        FrameError error = CredentialLayout.TryRead(credential, out CredentialLayout layout, out AgentIdentity? read);
        Assert.Equal(FrameError.None, error);
        Assert.Equal(Chain.Planner.Name, read!.Name);
        Assert.Equal(SecurityLevel.Confidential, read.SecurityClearance);
        Assert.Equal(Chain.Planner.Capabilities, read.Capabilities);
        Assert.Equal(42UL, layout.Serial);
        Assert.Equal(Chain.Start + 1, layout.NotBefore);
        Assert.Equal(Chain.End - 1, layout.NotAfter);
        Assert.Equal(_chain.AgentSigning.PublicKey, layout.SigningKey);
        Assert.Equal(_chain.AgentStatic.PublicKey, layout.StaticKey);
        Assert.Equal(_chain.Certificate, layout.IssuerCertificate);
        Assert.True(_chain.Accepts(credential));
    }

    [Fact]
    public void Any_altered_bit_breaks_the_layout_or_a_signature()
    {
        byte[] credential = _chain.Issue();
        for (int position = 0; position < credential.Length; position++)
        {
            foreach (byte change in new byte[] { 0x01, 0x80 })
            {
                credential[position] ^= change;
                Assert.False(_chain.Accepts(credential), $"byte {position}");
                credential[position] ^= change;
            }
        }

        Assert.True(_chain.Accepts(credential));
    }

    [Fact]
    public void Another_operators_issuer_is_not_accepted()
    {
        using var other = new Chain();
        Assert.True(other.Accepts(other.Issue()));
        Assert.False(_chain.Accepts(other.Issue()));
    }

    [Fact]
    public void A_signature_without_its_domain_or_with_the_other_one_does_not_verify()
    {
        byte[] credential = _chain.Issue();
        Assert.Equal(FrameError.None, CredentialLayout.TryRead(credential, out CredentialLayout layout, out _));
        Assert.False(Chain.Verifies(layout.IssuerKey, [], layout.SignedBytes, layout.IssuerSignature));
        Assert.False(Chain.Verifies(
            layout.IssuerKey, SignatureDomains.Issuer, layout.SignedBytes, layout.IssuerSignature));
    }

    [Fact]
    public void Serials_are_random_when_none_is_given()
    {
        var serials = new HashSet<ulong>();
        for (int i = 0; i < 8; i++)
        {
            byte[] credential = _chain.Issuer.Issue(
                Chain.Planner, _chain.AgentSigning.PublicKey, _chain.AgentStatic.PublicKey, Chain.Start, Chain.End);
            Assert.True(_chain.Accepts(credential));
            Assert.Equal(FrameError.None, CredentialLayout.TryRead(credential, out CredentialLayout layout, out _));
            Assert.True(serials.Add(layout.Serial));
        }
    }

    [Theory]
    [InlineData(Chain.Start - 1, Chain.End)]
    [InlineData(Chain.Start, Chain.End + 1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(Chain.Start + 5, Chain.Start + 5)]
    [InlineData(Chain.Start + 6, Chain.Start + 5)]
    public void A_validity_that_is_empty_or_exceeds_the_issuers_throws(long notBefore, long notAfter) =>
        Assert.Throws<ArgumentException>(() => _chain.Issue(notBefore, notAfter));

    [Fact]
    public void Keys_that_are_none_throw()
    {
        byte[] good = _chain.AgentSigning.PublicKey.ToArray();
        foreach (int length in new[] { 0, 31, 33 })
        {
            Assert.Throws<ArgumentException>(
                () => _chain.Issuer.Issue(Chain.Planner, new byte[length], good, Chain.Start, Chain.End));
            Assert.Throws<ArgumentException>(
                () => _chain.Issuer.Issue(Chain.Planner, good, new byte[length], Chain.Start, Chain.End));
        }
    }

    [Fact]
    public void An_identity_that_does_not_fit_a_credential_throws()
    {
        Capability[] many = [.. Enumerable.Range(0, CredentialLayout.MaxCapabilities + 1).Select(Named)];
        Assert.Throws<ArgumentException>(() => _chain.Issue(identity: Chain.Planner with { Capabilities = many }));
        Assert.Throws<ArgumentException>(
            () => _chain.Issue(identity: Chain.Planner with { SecurityClearance = (SecurityLevel)200 }));

        byte[] fullest = _chain.Issue(
            identity: Chain.Planner with { Capabilities = many[..CredentialLayout.MaxCapabilities] });
        Assert.True(_chain.Accepts(fullest));
    }

    [Fact]
    public void A_certificate_of_another_key_or_length_throws()
    {
        using SigningKey another = SigningKey.Generate();
        Assert.Throws<ArgumentException>(() => new CredentialIssuer(another, _chain.Certificate));
        byte[] right = _chain.Operator.CertifyIssuer(another.PublicKey, 1, 2);
        Assert.Throws<ArgumentException>(() => new CredentialIssuer(another, right[..^1]));
        Assert.Throws<ArgumentException>(() => new CredentialIssuer(another, []));
        using var issuer = new CredentialIssuer(another, right);
        Assert.Equal((1, 2), (issuer.NotBefore, issuer.NotAfter));
    }

    private static Capability Named(int number)
    {
        Assert.True(Capability.TryParse($"tool.{number}", out Capability capability));
        return capability;
    }
}

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 10, read by the decoder that was written from the page.</summary>
public sealed class IndependentCredentialTests
{
    [Fact]
    public void Credential_reads_as_the_page_says()
    {
        PageCredential credential = Read(PageExamples.Read("credential")).Require();
        Assert.Equal((1, 2, 1001UL), (credential.Tier, credential.Clearance, credential.Serial));
        Assert.Equal(PageExamples.Epoch2026, credential.NotBefore);
        Assert.Equal(PageExamples.Epoch2026 + 3_600_000_000_000, credential.NotAfter);
        Assert.Equal(PageExamples.SenderKey, credential.SigningKey);
        Assert.Equal(PageExamples.Sender, credential.Name);
        Assert.Equal(["control.send", "rpc.call"], credential.Capabilities);
        Assert.Equal(PageExamples.IssuerKey, credential.IssuerKey);
        Assert.Equal(PageExamples.Epoch2026, credential.IssuerNotBefore);
        Assert.Equal(PageExamples.Epoch2026 + 86_400_000_000_000, credential.IssuerNotAfter);
    }

    [Fact]
    public void Both_signatures_verify_from_the_operator_down()
    {
        PageCredential credential = Read(PageExamples.Read("credential")).Require();
        Assert.True(PageSignatures.Issuer(PageExamples.OperatorKey, credential));
        Assert.True(PageSignatures.Credential(credential));
        Assert.False(PageSignatures.Issuer(PageExamples.IssuerKey, credential));
        Assert.False(PageSignatures.Credential(Read(PageExamples.With("credential", 8, 0)).Require()));
    }

    [Theory]
    [InlineData(0, 2)] // version
    [InlineData(1, 0)] // tier
    [InlineData(1, 2)] // not the name's
    [InlineData(2, 4)] // clearance
    [InlineData(3, 1)] // capability count
    [InlineData(3, 33)]
    [InlineData(4, 32)] // name length
    [InlineData(6, 21)] // capability bytes
    [InlineData(96, (byte)'S')] // name
    [InlineData(105, (byte)'/')]
    [InlineData(128, (byte)'A')]
    [InlineData(129, 0)] // capability of no length
    [InlineData(130, (byte)'/')]
    [InlineData(151, 1)] // padding
    public void Credential_with_a_bad_byte_is_refused(int offset, byte value) =>
        Assert.False(Read(PageExamples.With("credential", offset, value)).Accepted);

    [Fact]
    public void Credential_cut_short_or_run_over_is_refused()
    {
        byte[] credential = PageExamples.Read("credential");
        Assert.All(Enumerable.Range(0, credential.Length), n => Assert.False(Read(credential[..n]).Accepted));
        Assert.False(Read([.. credential, 0]).Accepted);
    }

    [Theory]
    [InlineData("spiffe://a/docker/b", true)]
    [InlineData("spiffe://a.b-c_9/gvisor/...", true)]
    [InlineData("spiffe://a/docker/", false)]
    [InlineData("spiffe:///docker/b", false)]
    [InlineData("spiffe://a/docker/..", false)]
    [InlineData("spiffe://./docker/b", false)]
    [InlineData("spiffe://a/Docker/b", false)]
    [InlineData("spiffe://a/docker/b/c", false)]
    [InlineData("http://a/docker/b", false)]
    public void Names_follow_the_page(string name, bool valid) =>
        Assert.Equal(valid, PageNames.TierOf(name) is not null);

    private static PageOutcome<PageCredential> Read(byte[] bytes) =>
        PageOutcome.Whole(bytes, PageCredentials.Credential);
}

namespace Symbiont.Fast.Framing.Tests;

public sealed class AgentNameTests
{
    private static readonly string Long = new('a', 63);

    [Theory]
    [InlineData("spiffe://symbiont.local/docker/a1", "symbiont.local", SandboxTier.Docker, "a1")]
    [InlineData("spiffe://x/gvisor/-_.0", "x", SandboxTier.GVisor, "-_.0")]
    [InlineData("spiffe://0/firecracker/...", "0", SandboxTier.Firecracker, "...")]
    public void A_name_is_taken_apart_and_put_together(string text, string domain, SandboxTier tier, string id)
    {
        AgentName name = AgentName.Parse(text);
        Assert.Equal((domain, tier, id), (name.TrustDomain, name.Tier, name.AgentId));
        Assert.Equal(text, name.ToString());
        Assert.Equal(name, AgentName.Create(domain, tier, id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("spiffe://")]
    [InlineData("spiffe:///docker/a1")]
    [InlineData("spiffe://d//a1")]
    [InlineData("spiffe://d/docker/")]
    [InlineData("spiffe://d/docker")]
    [InlineData("spiffe://d/docker/a1/")]
    [InlineData("spiffe://d/docker/a1/b")]
    [InlineData("SPIFFE://d/docker/a1")]
    [InlineData("spiffe://D/docker/a1")]
    [InlineData("spiffe://d/Docker/a1")]
    [InlineData("spiffe://d/unknown/a1")]
    [InlineData("spiffe://d/docker/a 1")]
    [InlineData("spiffe://d/docker/a%31")]
    [InlineData("spiffe://d/docker/ä")]
    [InlineData("spiffe://d/docker/a1\n")]
    [InlineData("spiffe://d/docker/a1\0")]
    [InlineData(" spiffe://d/docker/a1")]
    [InlineData("http://d/docker/a1")]
    [InlineData("spiffe://d/docker/.")]
    [InlineData("spiffe://d/docker/..")]
    [InlineData("spiffe://./docker/a1")]
    [InlineData("spiffe://../docker/a1")]
    public void Other_text_is_no_name(string text)
    {
        Assert.False(AgentName.TryParse(text, out AgentName? name));
        Assert.Null(name);
        Assert.Throws<FormatException>(() => AgentName.Parse(text));
    }

    [Fact]
    public void Nothing_is_no_name() => Assert.False(AgentName.TryParse(null, out _));

    [Fact]
    public void Parts_have_at_most_63_characters()
    {
        Assert.True(AgentName.TryParse($"spiffe://{Long}/firecracker/{Long}", out _));
        Assert.False(AgentName.TryParse($"spiffe://{Long}a/docker/a", out _));
        Assert.False(AgentName.TryParse($"spiffe://a/docker/{Long}a", out _));
        Assert.False(AgentName.TryParse($"spiffe://{new string('/', 300)}", out _));
    }
}

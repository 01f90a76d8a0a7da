using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using static Symbiont.Fast.Framing.MessageType;
using static Symbiont.Fast.Framing.SandboxTier;

namespace Symbiont.Fast.Configuration.Tests;

public sealed class DefaultPolicyTests
{
    private static readonly MessageType[] Ordinary = [Data, Event, Rpc];
    private static readonly SecurityRequirements Signed = new(false, true, true, false);
    private static readonly SecurityRequirements Everything = new(true, true, true, true);

    public static TheoryData<SandboxTier, SandboxTier, string, MessageType[], SecurityRequirements, RateLimits>
        Allowed => new()
        {
            { Docker, Docker, "docker_to_docker", Ordinary, Signed, new RateLimits(1000, 100) },
            { Docker, GVisor, "docker_to_gvisor", Ordinary, Signed, new RateLimits(500, 50) },
            { GVisor, Docker, "gvisor_to_docker", Ordinary, Signed, new RateLimits(500, 50) },
            { Docker, Firecracker, "docker_to_firecracker", [Data], Everything, new RateLimits(10, 5) },
            { Firecracker, Docker, "firecracker_to_docker", [Data], Everything, new RateLimits(10, 5) },
            { GVisor, GVisor, "gvisor_to_gvisor", Ordinary, Signed, new RateLimits(500, 50) },
        };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Six_cells_allow_by_one_rule_each(
        SandboxTier source, SandboxTier destination, string name, MessageType[] types,
        SecurityRequirements requirements, RateLimits limits)
    {
        PolicyMatrixCell cell = PolicyMatrix.Of(DefaultPolicy.Rules)[source, destination];

        Assert.False(cell.IsDenied);
        Assert.Equal(types, cell.AllowedMessageTypes);
        PolicyMatrixRule rule = Assert.Single(cell.Rules);
        Assert.Equal(types, rule.DecidedTypes);
        Assert.Equal(name, rule.Rule.Name);
        Assert.Equal(requirements, rule.Rule.SecurityRequirements);
        Assert.Equal(limits, rule.Rule.RateLimits);
    }

    [Theory]
    [InlineData(GVisor, Firecracker)]
    [InlineData(Firecracker, GVisor)]
    [InlineData(Firecracker, Firecracker)]
    public void Three_cells_are_denied_until_an_operator_writes_a_rule(SandboxTier source, SandboxTier destination)
    {
        PolicyMatrixCell cell = PolicyMatrix.Of(DefaultPolicy.Rules)[source, destination];

        Assert.True(cell.IsDenied);
        Assert.Equal("needs an explicit rule", cell.DenialReason);
        Assert.Empty(cell.AllowedMessageTypes);
        Assert.Empty(cell.Rules);
    }

    [Fact]
    public void Control_messages_are_allowed_nowhere() =>
        Assert.DoesNotContain(DefaultPolicy.Rules, rule => rule.AllowedMessageTypes.Contains(Control));

    [Fact]
    public void The_seed_s_own_examples_are_part_of_it_word_for_word()
    {
        PolicyFileResult seed = PolicyFile.Load(Repository.SeedPolicy, new PolicyDefaults());

        Assert.True(seed.IsValid);
        foreach (CommunicationPolicy example in seed.Rules)
        {
            CommunicationPolicy rule = DefaultPolicy.Rules.Single(rule => rule.Name == example.Name);
            Assert.Equal(example.AllowedMessageTypes, rule.AllowedMessageTypes);
            Assert.Equal(example with { AllowedMessageTypes = rule.AllowedMessageTypes }, rule);
        }
    }

    [Fact]
    public void Its_text_is_a_policy_file_that_no_default_alters()
    {
        PolicyFileResult result = PolicyFile.Parse(
            DefaultPolicy.FileName, DefaultPolicy.Text, new PolicyDefaults(AuditLogging: false));

        Assert.True(result.IsValid);
        Assert.Equal(
            DefaultPolicy.Rules.Select(rule => (rule.Name, rule.SecurityRequirements)),
            result.Rules.Select(rule => (rule.Name, rule.SecurityRequirements)));
    }
}

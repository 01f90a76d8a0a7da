using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration.Tests;

public sealed class PolicyFileTests
{
    [Fact]
    public void The_policy_of_the_seed_document_loads_unchanged()
    {
        PolicyFileResult result = PolicyFile.Load(Repository.SeedPolicy, new PolicyDefaults());

        Assert.True(result.IsValid);
        Assert.Equal(2, result.Rules.Count);
        CommunicationPolicy first = result.Rules[0];
        Assert.Equal("docker_to_docker", first.Name);
        Assert.Equal((SandboxTier.Docker, SandboxTier.Docker), (first.SourceTier, first.DestinationTier));
        Assert.Equal([MessageType.Data, MessageType.Event, MessageType.Rpc], first.AllowedMessageTypes);
        Assert.Equal(new SecurityRequirements(false, true, true, false), first.SecurityRequirements);
        Assert.Equal(new RateLimits(1000, 100), first.RateLimits);
        CommunicationPolicy second = result.Rules[1];
        Assert.Equal("docker_to_firecracker", second.Name);
        Assert.Equal((SandboxTier.Docker, SandboxTier.Firecracker), (second.SourceTier, second.DestinationTier));
        Assert.Equal([MessageType.Data], second.AllowedMessageTypes);
        Assert.Equal(new SecurityRequirements(true, true, true, true), second.SecurityRequirements);
        Assert.Equal(new RateLimits(10, 5), second.RateLimits);
    }

    [Fact]
    public void Every_sample_policy_loads()
    {
        string[] samples = Directory.GetFiles(Repository.PathOf("docs", "policies"), "*.yaml");

        Assert.True(samples.Length > 1);
        Assert.All(samples, sample => Assert.Empty(PolicyFile.Load(sample, new PolicyDefaults()).Errors));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Requirements_left_out_are_signature_alone_and_audit_as_the_environment_says(bool auditLogging)
    {
        int start = SamplePolicy.Text.IndexOf("    security_requirements", StringComparison.Ordinal);
        int end = SamplePolicy.Text.IndexOf("    rate_limits", StringComparison.Ordinal);

        CommunicationPolicy rule = SamplePolicy.RuleOf(SamplePolicy.Text.Remove(start, end - start), auditLogging);

        Assert.Equal(new SecurityRequirements(false, true, auditLogging, false), rule.SecurityRequirements);
    }

    [Theory]
    [InlineData("encryption_required: false")]
    [InlineData("signature_required: true")]
    [InlineData("audit_logging: true")]
    [InlineData("content_filtering: false")]
    public void Each_requirement_can_be_left_out_by_itself(string line)
    {
        CommunicationPolicy rule = SamplePolicy.RuleOf(SamplePolicy.With($"      {line}\n", ""));

        Assert.Equal(new SecurityRequirements(false, true, true, false), rule.SecurityRequirements);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    public void A_rule_s_word_on_audit_wins_over_the_environment(string word, bool expected)
    {
        CommunicationPolicy rule = SamplePolicy.RuleOf(
            SamplePolicy.With("audit_logging: true", $"audit_logging: {word}"), auditLogging: !expected);

        Assert.Equal(expected, rule.SecurityRequirements.AuditLogging);
    }

    [Theory]
    [InlineData("strict", VerificationMode.Strict)]
    [InlineData("\"pipelined\"", VerificationMode.Pipelined)]
    public void A_rule_says_when_signatures_are_verified(string word, VerificationMode expected)
    {
        CommunicationPolicy rule = SamplePolicy.RuleOf(
            SamplePolicy.With("content_filtering: false", $"verification: {word}"));

        Assert.Equal(expected, rule.SecurityRequirements.Verification);
    }

    [Fact]
    public void A_rule_may_require_what_is_not_built_yet_and_may_waive_the_signature()
    {
        string text = SamplePolicy.Text.Replace("false", "yes!", StringComparison.Ordinal)
            .Replace("true", "false", StringComparison.Ordinal).Replace("yes!", "true", StringComparison.Ordinal);

        SecurityRequirements asked = SamplePolicy.RuleOf(text).SecurityRequirements;

        Assert.Equal(new SecurityRequirements(true, false, false, true), asked);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("+7", 7)]
    [InlineData("0010", 10)]
    [InlineData("0x10", 16)]
    [InlineData("0o17", 15)]
    [InlineData("1000000000", 1_000_000_000)]
    public void Whole_numbers_follow_the_core_schema_of_YAML_1_2(string text, int expected) =>
        Assert.Equal(expected, SamplePolicy.RuleOf(SamplePolicy.With("1000", text)).RateLimits.MessagesPerSecond);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\"123\"", "123")]
    [InlineData("'it''s'", "it's")]
    [InlineData("\"tab\\u0020and é\"", "tab and é")]
    [InlineData("yes", "yes")]
    [InlineData("naïve 名前 😀", "naïve 名前 😀")]
    public void Names_are_any_visible_text(string written, string expected) =>
        Assert.Equal(expected, SamplePolicy.RuleOf(SamplePolicy.With("first", written)).Name);

    [Fact]
    public void A_name_may_have_128_bytes() => Assert.Equal(
        64, SamplePolicy.RuleOf(SamplePolicy.With("first", new string('é', 64))).Name.Length);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Any_kind_of_line_end_will_do(string lineEnd) =>
        SamplePolicy.RuleOf(SamplePolicy.Text.Replace("\n", lineEnd, StringComparison.Ordinal));

    [Fact]
    public void A_byte_order_mark_comments_and_document_markers_are_passed_over() =>
        SamplePolicy.RuleOf("\uFEFF# a comment\n---\n" + SamplePolicy.Text + "# another\n...\n");

    [Fact]
    public void JSON_is_YAML() => Assert.Equal("j", SamplePolicy.RuleOf("""
        {"communication_policies": [{"name": "j", "source_tier": "gvisor", "destination_tier": "firecracker",
          "allowed_message_types": ["control"], "rate_limits": {"messages_per_second": 1, "burst_size": 1}}]}
        """).Name);

    [Fact]
    public void An_empty_list_is_a_policy_that_denies_everything()
    {
        PolicyFileResult result = PolicyFile.Parse("policy.yaml", "communication_policies: []", new PolicyDefaults());

        Assert.True(result.IsValid);
        Assert.Empty(result.Rules);
    }

    [Fact]
    public void Two_hundred_and_fifty_six_rules_are_accepted_and_one_more_is_refused()
    {
        string rule = SamplePolicy.Text[SamplePolicy.Text.IndexOf("  - name", StringComparison.Ordinal)..];
        string Policy(int count) => "communication_policies:\n" + string.Concat(
            Enumerable.Range(1, count).Select(i => rule.Replace("first", $"rule {i}", StringComparison.Ordinal)));

        Assert.Equal(
            PolicyFile.MaxRules, PolicyFile.Parse("policy.yaml", Policy(256), new PolicyDefaults()).Rules?.Count);
        Assert.Equal(
            ["policy.yaml:3074:5: there are 257 rules; expected at most 256"], SamplePolicy.ErrorsOf(Policy(257)));
    }

    [Fact]
    public void The_largest_policy_of_a_file_is_the_largest_that_the_router_takes()
    {
        CommunicationPolicy rule = SamplePolicy.RuleOf(SamplePolicy.Text);
        CommunicationPolicy[] most =
            [.. Enumerable.Range(1, PolicyFile.MaxRules).Select(i => rule with { Name = $"rule {i}" })];

        Assert.Equal(PolicyTable.MaxRules, PolicyFile.MaxRules);
        Assert.NotNull(new PolicyTable(most, generation: 1));
        Assert.Throws<ArgumentException>(
            () => new PolicyTable([.. most, rule with { Name = "one more" }], generation: 1));
    }
}

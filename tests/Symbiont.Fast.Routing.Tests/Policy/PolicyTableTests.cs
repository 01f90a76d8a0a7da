using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using static Symbiont.Fast.Routing.Tests.Policy.Rules;

namespace Symbiont.Fast.Routing.Tests.Policy;

public sealed class PolicyTableTests
{
    [Fact]
    public void A_policy_without_rules_denies_all_36_combinations()
    {
        var table = new PolicyTable([], generation: 7);

        Assert.All(Everything(), path =>
        {
            Assert.False(table.TryFind(path.Source, path.Destination, path.Type, out int rule));
            Assert.Equal(-1, rule);
        });
        Assert.Equal(36, Everything().Count);
        Assert.Equal(7u, table.Generation);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Each_combination_allowed_alone_allows_nothing_else()
    {
        Assert.All(Everything(), allowed =>
        {
            var table = new PolicyTable([Rule("only", allowed.Source, allowed.Destination, allowed.Type)], 1);
            Assert.All(Everything(), path =>
                Assert.Equal(path == allowed, table.TryFind(path.Source, path.Destination, path.Type, out _)));
        });
    }

    [Fact]
    public void Random_policies_answer_as_reading_the_rules_from_the_top_does()
    {
        var random = new Random(20260117);
        for (int round = 0; round < 200; round++)
        {
            IEnumerable<int> indices = Enumerable.Range(0, random.Next(0, 40));
            CommunicationPolicy[] rules = [.. indices.Select(index => RandomRule(random, index))];
            var table = new PolicyTable(rules, 1);
            Assert.All(Everything(), path =>
            {
                int expected = Array.FindIndex(rules, rule => rule.SourceTier == path.Source
                    && rule.DestinationTier == path.Destination && rule.AllowedMessageTypes.Contains(path.Type));
                Assert.Equal(expected >= 0, table.TryFind(path.Source, path.Destination, path.Type, out int found));
                Assert.Equal(expected, found);
            });
        }
    }

    [Fact]
    public void The_first_rule_that_allows_the_type_wins_and_later_ones_fill_the_gaps()
    {
        var table = new PolicyTable(
            [
                Rule("data", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data),
                Rule("rest", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data, MessageType.Rpc),
            ],
            1);

        Assert.True(table.TryFind(SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data, out int data));
        Assert.True(table.TryFind(SandboxTier.Docker, SandboxTier.GVisor, MessageType.Rpc, out int rpc));
        Assert.False(table.TryFind(SandboxTier.GVisor, SandboxTier.Docker, MessageType.Data, out _));
        Assert.Equal("data", table[data].Name);
        Assert.Equal("rest", table[rpc].Name);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 255, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 5)]
    [InlineData(1, 1, 255)]
    public void Values_outside_the_vocabulary_are_denied(byte source, byte destination, byte type)
    {
        bool found = AllowAll().TryFind(
            (SandboxTier)source, (SandboxTier)destination, (MessageType)type, out int rule);

        Assert.Equal((false, -1), (found, rule));
    }

    [Fact]
    public void The_compact_rule_says_what_the_whole_rule_says()
    {
        for (int bits = 0; bits < 32; bits++)
        {
            var asked = new SecurityRequirements(
                (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (VerificationMode)(bits >> 4));
            var policy = Rule("r", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data)
                with { SecurityRequirements = asked, RateLimits = new RateLimits(11 + bits, 5 + bits) };

            var table = new PolicyTable([policy], 1);
            PolicyRule rule = table.Rule(0);

            Assert.Equal(asked, new SecurityRequirements(
                rule.EncryptionRequired, rule.SignatureRequired, rule.AuditLogging, rule.ContentFiltering,
                rule.IsPipelined ? VerificationMode.Pipelined : VerificationMode.Strict));
            Assert.Equal(rule.IsPipelined, table.HasPipelined);
            Assert.Equal((0, 11 + bits, 5 + bits), (rule.Index, rule.MessagesPerSecond, rule.BurstSize));
        }
    }

    [Fact]
    public void There_are_nine_cells_with_their_rules_in_order()
    {
        var table = new PolicyTable(
            [
                Rule("a", SandboxTier.GVisor, SandboxTier.Firecracker, MessageType.Data),
                Rule("b", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data),
                Rule("c", SandboxTier.GVisor, SandboxTier.Firecracker, MessageType.Rpc),
            ],
            1);

        IReadOnlyList<PolicyCell> cells = table.Cells();

        Assert.Equal(9, cells.Select(cell => (cell.SourceTier, cell.DestinationTier)).Distinct().Count());
        Assert.Equal([1], cells.Single(cell => cell is
            { SourceTier: SandboxTier.Docker, DestinationTier: SandboxTier.Docker }).RuleIndices);
        Assert.Equal([0, 2], cells.Single(cell => cell is
            { SourceTier: SandboxTier.GVisor, DestinationTier: SandboxTier.Firecracker }).RuleIndices);
        Assert.Equal(3, cells.Sum(cell => cell.RuleIndices.Count));
    }

    [Fact]
    public void A_table_does_not_change_with_the_list_it_was_made_from()
    {
        List<CommunicationPolicy> rules = [Rule("a", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data)];
        var table = new PolicyTable(rules, 1);

        rules.Clear();

        Assert.True(table.TryFind(SandboxTier.Docker, SandboxTier.Docker, MessageType.Data, out int rule));
        Assert.Equal("a", table[rule].Name);
    }

    public static TheoryData<string, CommunicationPolicy> Unfit()
    {
        CommunicationPolicy good = Rule("good", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data);
        return new TheoryData<string, CommunicationPolicy>
        {
            { "name", good with { Name = "" } },
            { "name", good with { Name = new string('é', 65) } },
            { "tier", good with { SourceTier = (SandboxTier)9 } },
            { "tier", good with { DestinationTier = 0 } },
            { "types", good with { AllowedMessageTypes = [] } },
            { "types", good with { AllowedMessageTypes = [(MessageType)5] } },
            { "rate", good.WithLimits(0, 1) },
            { "burst", good.WithLimits(1, 0) },
        };
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void An_unfit_rule_is_named(string said, CommunicationPolicy rule)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new PolicyTable([rule], 1));

        Assert.Contains($"Rule '{rule.Name}'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_may_not_share_a_name_and_there_is_a_limit()
    {
        CommunicationPolicy rule = Rule("r", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data);
        CommunicationPolicy[] most =
            [.. Enumerable.Range(0, PolicyTable.MaxRules).Select(i => rule with { Name = $"r{i}" })];

        Assert.Throws<ArgumentException>(() => new PolicyTable([rule, rule], 1));
        Assert.Equal(PolicyTable.MaxRules, new PolicyTable(most, 1).Count);
        Assert.Throws<ArgumentException>(() => new PolicyTable([.. most, rule], 1));
    }

    private static List<(SandboxTier Source, SandboxTier Destination, MessageType Type)> Everything() =>
        [.. from source in Vocabulary.Tiers.ToArray()
            from destination in Vocabulary.Tiers.ToArray()
            from type in Vocabulary.MessageTypes.ToArray()
            select (source, destination, type)];

    private static CommunicationPolicy RandomRule(Random random, int index)
    {
        MessageType[] types = Vocabulary.MessageTypes.ToArray();
        random.Shuffle(types);
        return Rule(
            $"rule{index}", (SandboxTier)random.Next(1, 4), (SandboxTier)random.Next(1, 4),
            types[..random.Next(1, types.Length + 1)]);
    }
}

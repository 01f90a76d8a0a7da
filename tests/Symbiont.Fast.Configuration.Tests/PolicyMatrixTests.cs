using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using static Symbiont.Fast.Framing.MessageType;
using static Symbiont.Fast.Framing.SandboxTier;

namespace Symbiont.Fast.Configuration.Tests;

public sealed class PolicyMatrixTests
{
    [Fact]
    public void There_are_nine_cells_row_by_row()
    {
        Assert.Equal(
            [
                (Docker, Docker), (Docker, GVisor), (Docker, Firecracker),
                (GVisor, Docker), (GVisor, GVisor), (GVisor, Firecracker),
                (Firecracker, Docker), (Firecracker, GVisor), (Firecracker, Firecracker),
            ],
            PolicyMatrix.Of([]).Cells.Select(cell => (cell.SourceTier, cell.DestinationTier)));
    }

    [Fact]
    public void Without_rules_every_cell_is_denied_and_says_why()
    {
        PolicyMatrix matrix = PolicyMatrix.Of([]);

        Assert.All(matrix.Cells, cell => Assert.True(cell.IsDenied));
        Assert.Equal("no rule", matrix[Docker, Firecracker].DenialReason);
        Assert.Equal("needs an explicit rule", matrix[Firecracker, Firecracker].DenialReason);
    }

    [Fact]
    public void A_rule_fills_its_own_cell_and_no_other()
    {
        PolicyMatrix matrix = PolicyMatrix.Of([Rule("r", Firecracker, GVisor, Rpc)]);

        Assert.Null(matrix[Firecracker, GVisor].DenialReason);
        Assert.Equal(8, matrix.Cells.Count(cell => cell.IsDenied));
    }

    [Fact]
    public void The_first_rule_that_allows_a_type_decides_on_it()
    {
        PolicyMatrixCell cell = PolicyMatrix.Of(
        [
            Rule("first", Docker, Docker, Rpc, Data),
            Rule("elsewhere", GVisor, Docker, Control),
            Rule("second", Docker, Docker, Data, Event),
            Rule("idle", Docker, Docker, Event),
        ])[Docker, Docker];

        Assert.Equal([Data, Event, Rpc], cell.AllowedMessageTypes);
        Assert.Equal(["first", "second", "idle"], cell.Rules.Select(rule => rule.Rule.Name));
        Assert.Equal([Rpc, Data], cell.Rules[0].DecidedTypes);
        Assert.Equal([Event], cell.Rules[1].DecidedTypes);
        Assert.Empty(cell.Rules[2].DecidedTypes);
    }

    private static CommunicationPolicy Rule(
        string name, SandboxTier source, SandboxTier destination, params MessageType[] types) =>
        new(name, source, destination, types, new SecurityRequirements(), new RateLimits(1, 1));
}

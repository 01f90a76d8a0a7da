using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// A policy as operators look at it: three tiers by three tiers, rows the source and columns the destination. Plain
/// values for a tool to draw.
/// </summary>
public sealed class PolicyMatrix
{
    private readonly List<PolicyMatrixCell> _cells = [];

    private PolicyMatrix()
    {
    }

    /// <summary>The nine cells, row by row, in the tiers' order.</summary>
    public IReadOnlyList<PolicyMatrixCell> Cells => _cells;

    /// <summary>The cell of one ordered pair of tiers.</summary>
    public PolicyMatrixCell this[SandboxTier source, SandboxTier destination] =>
        _cells.Single(cell => cell.SourceTier == source && cell.DestinationTier == destination);

    /// <summary>Lays out a policy.</summary>
    /// <param name="rules">
    /// The rules in the order in which they are tried; the first that allows a type decides on it.
    /// </param>
    public static PolicyMatrix Of(IReadOnlyList<CommunicationPolicy> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var matrix = new PolicyMatrix();
        foreach (SandboxTier source in Vocabulary.Tiers)
        {
            foreach (SandboxTier destination in Vocabulary.Tiers)
            {
                matrix._cells.Add(CellOf(source, destination, rules));
            }
        }

        return matrix;
    }

    private static PolicyMatrixCell CellOf(
        SandboxTier source, SandboxTier destination, IReadOnlyList<CommunicationPolicy> rules)
    {
        var inCell = new List<PolicyMatrixRule>();
        var decided = new SortedSet<MessageType>();
        foreach (CommunicationPolicy rule in rules)
        {
            if (rule.SourceTier == source && rule.DestinationTier == destination)
            {
                inCell.Add(new PolicyMatrixRule(rule, [.. rule.AllowedMessageTypes.Where(decided.Add)]));
            }
        }

        string? denial = inCell.Count > 0 ? null
            : NeedsExplicitRule(source, destination) ? "needs an explicit rule"
            : "no rule";
        return new PolicyMatrixCell(source, destination, [.. decided], inCell.AsReadOnly(), denial);
    }

    /// <summary>
    /// The paths for which the architecture asks for explicit approval: gVisor to Firecracker and back, and Firecracker
    /// to Firecracker.
    /// </summary>
    private static bool NeedsExplicitRule(SandboxTier source, SandboxTier destination) => (source, destination)
        is (SandboxTier.GVisor, SandboxTier.Firecracker)
        or (SandboxTier.Firecracker, SandboxTier.GVisor)
        or (SandboxTier.Firecracker, SandboxTier.Firecracker);
}

using Spectre.Console;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Tool;

/// <summary>A policy as a table: rows are sources, columns destinations.</summary>
internal static class PolicyTableView
{
    public static void Show(IReadOnlyList<CommunicationPolicy> rules)
    {
        PolicyMatrix matrix = PolicyMatrix.Of(rules);
        Table table = Screen.NewTable(["from \\ to", .. Vocabulary.Tiers.ToArray().Select(Vocabulary.Name)]);
        if (!Console.IsOutputRedirected)
        {
            table.ShowRowSeparators();
        }

        foreach (SandboxTier source in Vocabulary.Tiers)
        {
            var row = new List<string> { Vocabulary.Name(source) };
            foreach (SandboxTier destination in Vocabulary.Tiers)
            {
                row.Add(Cell(matrix[source, destination]));
            }

            table.AddRow([.. row]);
        }

        Screen.Write(table);
    }

    private static string Cell(PolicyMatrixCell cell)
    {
        // Markdown has no lines within a cell.
        string separator = Console.IsOutputRedirected ? "; " : "\n";
        return cell.IsDenied
            ? Markup.Escape($"denied: {cell.DenialReason}")
            : string.Join(separator, cell.Rules.Select(Rule));
    }

    private static string Rule(PolicyMatrixRule entry)
    {
        SecurityRequirements asked = entry.Rule.SecurityRequirements;
        string[] words =
        [
            .. Words(asked.SignatureRequired, "signed"),
            .. Words(asked.EncryptionRequired, "sealed"),
            .. Words(asked.ContentFiltering, "filtered"),
            .. Words(asked.AuditLogging, "audited"),
            .. Words(asked.Verification == VerificationMode.Pipelined, "pipelined"),
        ];
        string types = entry.DecidedTypes.Count > 0
            ? string.Join(", ", entry.DecidedTypes.Select(Vocabulary.Name))
            : "nothing (earlier rules decide)";
        RateLimits limits = entry.Rule.RateLimits;
        return Markup.Escape(
            $"{entry.Rule.Name}: {types}; {string.Join(", ", words)}; "
            + $"{limits.MessagesPerSecond}/s, burst {limits.BurstSize}");
    }

    private static string[] Words(bool holds, string word) => holds ? [word] : [];
}

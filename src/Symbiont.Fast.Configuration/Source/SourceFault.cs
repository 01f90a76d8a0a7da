using YamlDotNet.Core;

namespace Symbiont.Fast.Configuration;

/// <summary>Tells where and why a text is not YAML.</summary>
internal static class SourceFault
{
    /// <summary>Reports the fault that ended the parsing.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reached">How far the scanner had come; some faults carry no place of their own.</param>
    /// <param name="fault">What the parser threw.</param>
    /// <param name="errors">Takes the fault.</param>
    public static void Report(string text, Mark reached, Exception fault, PolicyErrors errors)
    {
        string reason = ReasonOf(fault);
        bool isTab = reason.Contains(" tab ", StringComparison.Ordinal);
        Mark at = fault is YamlException { Start: var start, End: var end } && start != Mark.Empty
            ? (isTab ? end : start)
            : reached;
        string[] lines = SourceText.Lines(text);
        SourcePosition position = SourcePosition.Of(at, lines);
        string rest = lines[position.Line - 1][(position.Column - 1)..].Trim();
        string where = rest.Length > 0 ? $"at {Printable.Quote(rest)}"
            : position.Line < lines.Length ? "at the end of the line"
            : "at the end of the file";
        errors.Add(position, rest, $"not YAML {where}: {reason}", isTab ? "spaces" : ExpectedFor(rest));
    }

    /// <summary>The parser's own words without its "While scanning …", which repeats where the fault is.</summary>
    private static string ReasonOf(Exception fault)
    {
        if (fault is not YamlException)
        {
            return fault is InvalidOperationException
                ? "found wrong indentation within [ ] or { }, or an unclosed bracket"
                : "found an invalid tag, anchor or escape";
        }

        string reason = fault.Message.TrimEnd('.');
        int context = reason.IndexOf(", ", StringComparison.Ordinal);
        if (reason.StartsWith("While ", StringComparison.Ordinal) && context > 0)
        {
            reason = reason[(context + 2)..].TrimStart();
        }

        if (reason.StartsWith("found value containing disallowed", StringComparison.Ordinal))
        {
            reason = "found no name of an anchor or alias";
        }

        return $"{char.ToLowerInvariant(reason[0])}{reason[1..]}";
    }

    /// <summary>Text that begins with a sign of YAML's own is the usual slip: <c>name: *</c>.</summary>
    private static string ExpectedFor(string rest) => rest.Length > 0 && "*&!@`%".Contains(rest[0])
        ? $"quotes around text that begins with {rest[0]}"
        : "YAML 1.2";
}

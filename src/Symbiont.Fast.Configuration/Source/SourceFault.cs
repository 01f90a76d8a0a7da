using YamlDotNet.Core;

namespace Symbiont.Fast.Configuration;

/// <summary>Tells where and why a text is not YAML.</summary>
internal static class SourceFault
{
    /// <summary>Reports the fault that ended the parsing.</summary>
    public static void Report(string text, Mark at, Exception fault, PolicyErrors errors)
    {
        string[] lines = SourceText.Lines(text);
        int line = (int)at.Line - 1;
        string rest = line < lines.Length ? lines[line][Math.Min((int)at.Column - 1, lines[line].Length)..].Trim() : "";
        bool isTabbed = line < lines.Length && IndentOf(lines[line]).Contains('\t');
        string where = rest.Length > 0 ? $"at {Printable.Quote(rest)}" : "at the line's end";
        errors.Add(
            new SourcePosition(line + 1, (int)at.Column),
            rest,
            $"not YAML {where}{Reason(fault)}",
            isTabbed ? "spaces; a tab indents nothing in YAML" : "YAML 1.2");
    }

    /// <summary>The parser's own words without its "While scanning …", which repeats where the fault is.</summary>
    private static string Reason(Exception fault)
    {
        if (fault is not YamlException)
        {
            return "";
        }

        string reason = fault.Message.TrimEnd('.');
        int context = reason.IndexOf(", ", StringComparison.Ordinal);
        if (reason.StartsWith("While ", StringComparison.Ordinal) && context > 0)
        {
            reason = reason[(context + 2)..].TrimStart();
        }

        return $": {char.ToLowerInvariant(reason[0])}{reason[1..]}";
    }

    private static string IndentOf(string line) => line[..^line.TrimStart(' ', '\t').Length];
}

using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>The compiler's wall: BannedApiAnalyzers with its lists, wired to every room, not switched off.</summary>
internal static class BannedSymbols
{
    /// <summary>The condition under which a room gets the list of unsafe symbols.</summary>
    public const string OutsideUnsafeRooms = "'$(AllowUnsafeBlocks)' != 'true'";

    /// <summary>The condition under which a room gets the list of wall clocks.</summary>
    public const string OutsideConcurrent = "'$(MSBuildProjectName)' != 'Symbiont.Fast.Concurrent'";

    private const string Analyzer = "Microsoft.CodeAnalysis.BannedApiAnalyzers";
    private const string Rule = "RS0030";

    /// <summary>What is missing from the wiring of a <c>Directory.Build.props</c>.</summary>
    /// <param name="path">The props file.</param>
    /// <param name="xml">Its text.</param>
    /// <param name="lists">List file → the only condition it may carry; <c>null</c> for none.</param>
    public static IEnumerable<string> Wiring(
        string path, string xml, params IEnumerable<(string List, string? Condition)> lists)
    {
        XElement root = XDocument.Parse(xml).Root!;
        if (!root.Descendants("PackageReference").Any(e => Include(e) == Analyzer && Conditions(e).Length == 0))
        {
            yield return $"{path}: {Analyzer} is not referenced unconditionally";
        }

        foreach ((string list, string? condition) in lists)
        {
            if (!IsReadByAnalyzer(list))
            {
                yield return $"{path}: the analyzer does not read {list}; call it BannedSymbols.*.txt";
            }

            XElement? item = root.Descendants("AdditionalFiles")
                .FirstOrDefault(e => Include(e).EndsWith(list, StringComparison.Ordinal));
            if (item is null || !Conditions(item).SequenceEqual(condition is null ? [] : [condition]))
            {
                yield return $"{path}: {list} is not an additional file under {condition ?? "no condition"}";
            }
        }
    }

    /// <summary>Symbols that a list should ban and does not.</summary>
    public static IEnumerable<string> Missing(string path, string list, params IEnumerable<string> symbols)
    {
        var banned = list.Split('\n').Select(line => line.Split(';')[0]).ToHashSet();
        return symbols.Where(s => !banned.Contains(s)).Select(s => $"{path}: does not ban {s}");
    }

    /// <summary>Places that switch the analyzer's rule off.</summary>
    public static IEnumerable<string> Suppressions(IEnumerable<(string Path, string Text)> files) =>
        files.Where(f => f.Text.Contains(Rule, StringComparison.Ordinal)).Select(f => $"{f.Path}: names {Rule}");

    /// <summary>Wall clocks outside Concurrent, found without the analyzer.</summary>
    public static IEnumerable<string> WallClocks(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Project != "Symbiont.Fast.Concurrent"
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where IsWallClock(access)
        select $"{file.At(access)}: {access} is a wall clock; take an IClock";

    private static bool IsWallClock(MemberAccessExpressionSyntax access)
    {
        string type = access.Expression.ToString().Split('.')[^1];
        string member = access.Name.Identifier.ValueText;
        return member is "GetUtcNow" or "GetLocalNow"
            || (type is "DateTime" or "DateTimeOffset" && member is ("Now" or "UtcNow" or "Today"));
    }

    private static bool IsReadByAnalyzer(string list) =>
        list.StartsWith("BannedSymbols.", StringComparison.Ordinal) && list.EndsWith(".txt", StringComparison.Ordinal);

    private static string Include(XElement e) => e.Attribute("Include")?.Value ?? string.Empty;

    private static string[] Conditions(XElement e) =>
        [.. e.AncestorsAndSelf().Select(a => a.Attribute("Condition")?.Value).OfType<string>()];
}

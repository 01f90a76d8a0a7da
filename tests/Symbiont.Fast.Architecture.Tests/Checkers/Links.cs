using System.Text.RegularExpressions;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>Links of the Markdown pages that lead inside the repository.</summary>
internal static partial class Links
{
    /// <summary>Relative links whose file is missing, and fragments without their heading.</summary>
    /// <param name="pages">Path from the root → text, of every page.</param>
    /// <param name="exists">Whether a path from the root is a file or folder.</param>
    public static IEnumerable<string> Broken(IReadOnlyDictionary<string, string> pages, Func<string, bool> exists)
    {
        foreach ((string page, string text) in pages)
        {
            foreach (Match match in Link().Matches(WithoutCode(text)))
            {
                string[] target = match.Groups["target"].Value.Split('#', 2);
                string path = target[0].Length == 0 ? page : Resolve(page, target[0]);
                bool headingMissing = target.Length == 2
                    && pages.TryGetValue(path, out string? linked) && !Anchors(linked).Contains(target[1]);
                if (!exists(path) || headingMissing)
                {
                    yield return $"{page}: {match.Groups["target"].Value} leads nowhere";
                }
            }
        }
    }

    /// <summary>The fragment of each heading, as GitHub makes it.</summary>
    private static IEnumerable<string> Anchors(string markdown) =>
        Heading().Matches(WithoutFences(markdown)).Select(m =>
            NotInAnchor().Replace(m.Groups["text"].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    private static string Resolve(string page, string target)
    {
        string folder = Path.GetDirectoryName(page) ?? string.Empty;
        string full = Path.GetFullPath(Path.Combine("/", folder, target));
        return full.TrimStart('/').TrimEnd('/');
    }

    private static string WithoutFences(string text) => Fence().Replace(text, string.Empty);

    private static string WithoutCode(string text) => InlineCode().Replace(WithoutFences(text), string.Empty);

    // Not a scheme such as https: or mailto: in front, and no title behind.
    [GeneratedRegex(@"\]\((?![a-z]+:)(?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}

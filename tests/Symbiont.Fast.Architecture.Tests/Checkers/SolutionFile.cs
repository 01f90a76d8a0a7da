using System.Text.RegularExpressions;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>The solution builds every project: a project without a <c>Build.0</c> line is silently left out.</summary>
internal static partial class SolutionFile
{
    /// <summary>
    /// Projects that the solution does not list or not build in both configurations, and listed ones that are gone.
    /// </summary>
    public static IEnumerable<string> Violations(string solution, IEnumerable<string> projectPaths)
    {
        var listed = Project().Matches(solution)
            .ToDictionary(m => m.Groups["path"].Value.Replace('\\', '/'), m => m.Groups["id"].Value);
        foreach (string path in projectPaths)
        {
            if (!listed.Remove(path, out string? id))
            {
                yield return $"{path}: not in the solution";
                continue;
            }

            foreach (string configuration in new[] { "Debug", "Release" })
            {
                if (!solution.Contains($"{id}.{configuration}|Any CPU.Build.0 =", StringComparison.Ordinal))
                {
                    yield return $"{path}: no {configuration} Build.0 line in the solution";
                }
            }
        }

        foreach (string gone in listed.Keys)
        {
            yield return $"{gone}: in the solution but not in the tree";
        }
    }

    [GeneratedRegex("""= "[^"]+", "(?<path>[^"]+\.csproj)", "(?<id>\{[^}]+\})\x22""")]
    private static partial Regex Project();
}

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>What stands at the top of the tree, and what each room says of itself.</summary>
internal static class Layout
{
    private static readonly HashSet<string> TopLevel =
    [
        "src", "tests", "bench", "loadtests", "native-interop", "docs", "Symbiont.Fast.sln", "Directory.Packages.props",
        "Directory.Build.props", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
        "global.json",
    ];

    /// <summary>Top-level names that the layout does not have; dotfiles and what git ignores are free.</summary>
    public static IEnumerable<string> Strangers(IEnumerable<string> names, string gitignore)
    {
        var ignored = gitignore.Split('\n').Select(line => line.Trim().TrimEnd('/')).ToHashSet();
        return names.Where(n => !n.StartsWith('.') && !TopLevel.Contains(n) && !ignored.Contains(n))
            .Select(n => $"{n}: not one of the top level's names");
    }

    /// <summary>Rooms without their one sentence.</summary>
    public static IEnumerable<string> Undescribed(IEnumerable<ProjectFile> rooms) =>
        rooms.Where(r => !r.Description.EndsWith('.')).Select(r => $"{r.Path}: no one-sentence <Description>");
}

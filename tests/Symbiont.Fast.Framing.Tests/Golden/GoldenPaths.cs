namespace Symbiont.Fast.Framing.Tests;

/// <summary>Where the golden files and the document are.</summary>
internal static class GoldenPaths
{
    public static string Root { get; } = FindRoot();

    public static string Document { get; } = Path.Combine(Root, "docs", "wire-protocol.md");

    public static string Vectors { get; } = Path.Combine(Root, "tests", "vectors", "wire");

    /// <summary>
    /// True when the run is asked to write the golden files and the document's hex blocks anew (environment variable
    /// SYMBIONT_WRITE_VECTORS=1), after a deliberate change of the format.
    /// </summary>
    public static bool Rewrite => Environment.GetEnvironmentVariable("SYMBIONT_WRITE_VECTORS") == "1";

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Symbiont.Fast.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The repository root was not found.");
    }
}

namespace Symbiont.Fast.Configuration.Tests;

/// <summary>Finds the repository's own files.</summary>
internal static class Repository
{
    /// <summary>The policy file of the seed document, word for word.</summary>
    public static string SeedPolicy => PathOf("docs", "policies", "seed.yaml");

    /// <summary>The path of a file under the repository's root.</summary>
    public static string PathOf(params string[] parts)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Symbiont.Fast.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.NotNull(folder);
        return Path.Combine([folder, .. parts]);
    }
}

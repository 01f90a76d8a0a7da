using System.Text.Json;

namespace Symbiont.Fast.Tests;

/// <summary>Published test vectors, read where they lie and never copied into the project.</summary>
internal static class PublishedVectors
{
    /// <summary>Opens a file of vectors; skips the test where they are not installed.</summary>
    public static JsonDocument Open(string relativePath)
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "No published vectors: set SYMBIONT_VECTORS to their folder.");
        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, relativePath)));
    }

    /// <summary>
    /// How often a member's name stands in the file's text: how many vectors it holds, whatever a test makes of them.
    /// </summary>
    public static int Count(string relativePath, string member)
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "No published vectors: set SYMBIONT_VECTORS to their folder.");
        return File.ReadAllText(Path.Combine(folder, relativePath)).Split($"\"{member}\"").Length - 1;
    }

    /// <summary>The JSON files below a folder of vectors; skips the test where they are not installed.</summary>
    public static string[] Files(string relativeFolder)
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "No published vectors: set SYMBIONT_VECTORS to their folder.");
        string full = Path.Combine(folder, relativeFolder);
        return [.. Directory.EnumerateFiles(full, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>A member in hexadecimal.</summary>
    public static byte[] Bytes(this JsonElement test, string member) =>
        Convert.FromHexString(test.GetProperty(member).GetString()!);

    /// <summary>A member that is text.</summary>
    public static string Text(this JsonElement test, string member) => test.GetProperty(member).GetString()!;

    private static string? Folder()
    {
        string? named = Environment.GetEnvironmentVariable("SYMBIONT_VECTORS");
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Symbiont.Fast.sln")))
        {
            root = root.Parent;
        }

        string? beside = root is null ? null : Path.Combine(root.FullName, "..", "shared", "vectors");
        return Directory.Exists(beside) ? beside : null;
    }
}

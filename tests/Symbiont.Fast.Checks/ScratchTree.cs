namespace Symbiont.Fast.Checks;

/// <summary>A copy of the working tree in a temporary folder, where a file can be changed and put back.</summary>
internal sealed class ScratchTree : IDisposable
{
    private static readonly TimeSpan GitLimit = TimeSpan.FromSeconds(30);

    private ScratchTree(string root) => Root = root;

    /// <summary>The copy's folder.</summary>
    public string Root { get; }

    /// <summary>Copies what git tracks or would track: no build output, no ignored files.</summary>
    public static async Task<ScratchTree> CopyAsync(string source)
    {
        Finished listing = await Command.RunAsync(
            source, GitLimit, "git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
        if (listing.ExitCode != 0)
        {
            throw new InvalidOperationException($"git ls-files: {listing.Output}");
        }

        string root = Directory.CreateTempSubdirectory("symbiont-checks-").FullName;
        foreach (string file in listing.Output.TrimEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            string from = Path.Combine(source, file);
            string to = Path.Combine(root, file);
            // A tracked file that was deleted in the working tree is still listed.
            if (File.Exists(from))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to);
            }
        }

        return new ScratchTree(root);
    }

    /// <summary>How often a text stands in a file; 0 when the file is missing.</summary>
    public static int Count(string root, string file, string text)
    {
        string path = Path.Combine(root, file);
        return File.Exists(path) ? File.ReadAllText(path).AsSpan().Count(text) : 0;
    }

    /// <summary>Takes a check away until the returned object is disposed of.</summary>
    public IDisposable Disable(Check check)
    {
        string path = Path.Combine(Root, check.File);
        string original = File.ReadAllText(path);
        File.WriteAllText(path, original.Replace(check.Find, check.Replace, StringComparison.Ordinal));
        return new Restore(path, original);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Restore(string path, string original) : IDisposable
    {
        public void Dispose() => File.WriteAllText(path, original);
    }
}

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Where results lie: a JSON file and a Markdown page of one name.</summary>
public static class ResultFiles
{
    private const string Solution = "Symbiont.Fast.sln";

    /// <summary><c>bench/results</c> of the tree that this program was built in.</summary>
    /// <exception cref="HarnessException">It was moved out of its tree; say where results shall go.</exception>
    public static string Folder()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, Solution)))
            {
                return Path.Combine(d.FullName, "bench", "results");
            }
        }

        throw new HarnessException($"There is no {Solution} above this program: name a folder with --results.");
    }

    /// <summary>Writes both files, over those of the same name.</summary>
    /// <returns>Their paths.</returns>
    public static IReadOnlyList<string> Write(string folder, Report report)
    {
        Directory.CreateDirectory(folder);
        string json = Path.Combine(folder, report.Name + ".json");
        string markdown = Path.Combine(folder, report.Name + ".md");
        File.WriteAllText(json, JsonReport.Write(report));
        File.WriteAllText(markdown, MarkdownReport.Write(report));
        return [json, markdown];
    }
}

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>The repository this test was built from, read once and as text.</summary>
internal static class Repository
{
    private static readonly string[] CodeAreas = ["src", "native-interop", "tests", "bench", "loadtests"];

    private static readonly Lazy<IReadOnlyList<SourceFile>> LazySources = new(() => [.. ReadSources()]);

    private static readonly Lazy<IReadOnlyList<ProjectFile>> LazyProjects = new(() => [.. ReadProjects()]);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of the code folders.</summary>
    public static IReadOnlyList<SourceFile> Sources => LazySources.Value;

    /// <summary>Every project of the code folders.</summary>
    public static IReadOnlyList<ProjectFile> Projects => LazyProjects.Value;

    /// <summary>The C# files of the product: <c>src</c> and <c>native-interop</c>.</summary>
    public static IEnumerable<SourceFile> ProductSources => Sources.Where(f => IsProduct(f.Area));

    /// <summary>The rooms: the projects of <c>src</c> and <c>native-interop</c>.</summary>
    public static IEnumerable<ProjectFile> Rooms => Projects.Where(p => IsProduct(p.Area));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The files of some extensions under a folder, without build output; paths from the root.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions)
    {
        string start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
        {
            return [];
        }

        return Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
            .Where(f => extensions.Contains(Path.GetExtension(f)))
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(IsBuildOutput))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<SourceFile> ReadSources() =>
        CodeAreas.SelectMany(a => Files(a, ".cs")).Select(f => new SourceFile(f, Read(f)));

    private static IEnumerable<ProjectFile> ReadProjects() =>
        CodeAreas.SelectMany(a => Files(a, ".csproj")).Select(f => ProjectFile.Parse(f, Read(f)));

    private static bool IsProduct(string area) => area is "src" or "native-interop";

    private static bool IsBuildOutput(string folder) =>
        folder is "bin" or "obj" or "artifacts" or "TestResults" or "BenchmarkDotNet.Artifacts" or ".git";

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Symbiont.Fast.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("Symbiont.Fast.sln is not above the test's folder.");
    }
}

namespace Symbiont.Fast.Checks;

/// <summary>The program's commands; each returns the exit code.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(3);

    public static int Usage()
    {
        Console.Error.WriteLine("""
            usage: Symbiont.Fast.Checks [--list | --self-test | --only name,name]

              (none)       disables each check of checks.json in a scratch copy, one at a time, and runs its tests
              --only       the same for some checks
              --list       prints the checks, and fails when a check's text does not stand in its file exactly once
              --self-test  proves on a tiny project that each verdict comes out right
            """);
        return 2;
    }

    /// <summary>Prints the catalogue and compares it with the tree, without building anything.</summary>
    public static int List()
    {
        string root = FindRoot();
        int stale = 0;
        foreach (Check check in Read(root))
        {
            int found = ScratchTree.Count(root, check.File, check.Find);
            stale += found == 1 ? 0 : 1;
            string remark = found == 1 ? string.Empty : $"  TEXT FOUND {found} TIMES";
            Console.WriteLine($"{check.Step,-24} {check.Name,-24} {check.File}{remark}");
        }

        return stale == 0 ? 0 : 1;
    }

    /// <summary>Runs the named checks, or all.</summary>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> names)
    {
        string root = FindRoot();
        IReadOnlyList<Check> checks = Read(root);
        if (names.Count > 0)
        {
            checks = Catalogue.Only(checks, names);
        }

        using ScratchTree tree = await ScratchTree.CopyAsync(root);
        var runner = new Runner(tree, TestEnvironment(root), TestLimit, Console.Error);
        IReadOnlyList<string> wrong = await runner.BaselineAsync(checks);
        if (wrong.Count > 0)
        {
            Console.Error.WriteLine($"with every check in place the tests must pass:\n{string.Join('\n', wrong)}");
            return 1;
        }

        var outcomes = new List<Outcome>();
        foreach (Check check in checks)
        {
            Outcome outcome = await runner.TryAsync(check);
            outcomes.Add(outcome);
            Console.Error.WriteLine($"  {OutcomeTable.Word(outcome.Verdict)} {outcome.Detail}".TrimEnd());
        }

        OutcomeTable.Write(Console.Out, outcomes);
        return outcomes.All(o => o.Verdict == Verdict.Caught) ? 0 : 1;
    }

    /// <summary>The repository: the folder above the program that holds the solution.</summary>
    public static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Symbiont.Fast.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("Symbiont.Fast.sln is not above the program's folder.");
    }

    private static IReadOnlyList<Check> Read(string root) =>
        Catalogue.Parse(File.ReadAllText(Path.Combine(root, Catalogue.File)));

    /// <summary>The published vectors lie beside the repository, where the copy does not find them.</summary>
    private static Dictionary<string, string> TestEnvironment(string root)
    {
        const string Vectors = "SYMBIONT_VECTORS";
        string beside = Path.Combine(Path.GetDirectoryName(root) ?? root, "shared", "vectors");
        bool tell = Environment.GetEnvironmentVariable(Vectors) is null && Directory.Exists(beside);
        return tell ? new() { [Vectors] = beside } : [];
    }
}

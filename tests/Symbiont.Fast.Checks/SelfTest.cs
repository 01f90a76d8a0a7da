namespace Symbiont.Fast.Checks;

/// <summary>Runs the runner on a project of two files, in which it is known how each check must end.</summary>
internal static class SelfTest
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk" />
        """;

    private static readonly string[] Settings =
    [
        ".gitignore", "global.json", "Directory.Build.props", "Directory.Packages.props", "tests/Directory.Build.props",
    ];

    private const string Door = """
        namespace Tiny.Tests;

        public static class Door
        {
            public static bool Opens(int key, int hour)
            {
                if (key != 42)
                {
                    return false;
                }

                if (hour > 22) { return false; }
                for (int i = 0; i < 3; i++) { }
                return true;
            }
        }
        """;

    private const string Tests = """
        namespace Tiny.Tests;

        public sealed class DoorTests
        {
            [Fact]
            public void A_wrong_key_does_not_open() => Assert.False(Door.Opens(key: 1, hour: 12));

            [Fact]
            public void The_key_opens() => Assert.True(Door.Opens(key: 42, hour: 12));
        }

        public sealed class BrokenTests
        {
            [Fact]
            public void Fails() => Assert.False(Door.Opens(key: 42, hour: 12));
        }
        """;

    // The parser's conveniences are part of what is tested: comments, and a text as lines.
    private const string Checks = """
        [
          { "name": "key", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": ["        if (key != 42)", "        {"], "replace": ["        if (key == -1)", "        {"] },
          { "name": "hour", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": "hour > 22", "replace": "hour > 99" }, // no test looks at the hour
          { "name": "grammar", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": "return true;", "replace": "return maybe;" },
          { "name": "gone", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": "if (lock", "replace": "if (false" },
          { "name": "twice", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": "return false;", "replace": "return true;" },
          { "name": "end", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.DoorTests"],
            "find": "i < 3; i++", "replace": "i < 3;" },
          { "name": "red", "step": "1", "file": "tests/Tiny.Tests/Door.cs", "tests": ["Tiny.Tests/*.BrokenTests"],
            "find": "hour > 22", "replace": "hour > 99" },
        ]
        """;

    private static readonly (string Name, Verdict Verdict, string[] Failing)[] Expected =
    [
        ("key", Verdict.Caught, ["DoorTests.A_wrong_key_does_not_open"]),
        ("hour", Verdict.NotCaught, []),
        ("grammar", Verdict.DidNotBuild, []),
        ("gone", Verdict.TextNotFound, []),
        ("twice", Verdict.TextNotFound, []),
        ("end", Verdict.NoReport, []),
    ];

    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync()
    {
        string source = Directory.CreateTempSubdirectory("symbiont-checks-tiny-").FullName;
        try
        {
            await GenerateAsync(source);
            using ScratchTree tree = await ScratchTree.CopyAsync(source);
            IReadOnlyList<string> wrong = await CompareAsync(tree);
            foreach (string line in wrong)
            {
                Console.Error.WriteLine(line);
            }

            Console.WriteLine(wrong.Count == 0 ? "self-test passed" : "self-test FAILED");
            return wrong.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(source, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(ScratchTree tree)
    {
        var wrong = new List<string>();
        var checks = Catalogue.Parse(Checks);
        var runner = new Runner(tree, new Dictionary<string, string>(), TestLimit, Console.Error);
        foreach (string broken in await runner.BaselineAsync(Catalogue.Only(checks, ["key"])))
        {
            wrong.Add($"a sound baseline was refused: {broken}");
        }

        foreach ((string name, Verdict verdict, string[] failing) in Expected)
        {
            Outcome outcome = await runner.TryAsync(Catalogue.Only(checks, [name]).Single());
            if (outcome.Verdict != verdict || !outcome.FailingTests.SequenceEqual(failing))
            {
                string tests = string.Join(", ", outcome.FailingTests);
                wrong.Add($"{name}: {outcome.Verdict} ({tests}), expected {verdict}\n{outcome.Detail}");
            }
        }

        if (await File.ReadAllTextAsync(Path.Combine(tree.Root, "tests/Tiny.Tests/Door.cs")) != Door)
        {
            wrong.Add("the file was not put back");
        }

        if ((await runner.BaselineAsync(Catalogue.Only(checks, ["red"]))).Count == 0)
        {
            wrong.Add("a failing baseline was accepted");
        }

        return wrong;
    }

    /// <summary>A tree with this repository's build settings and one test project.</summary>
    private static async Task GenerateAsync(string folder)
    {
        string root = CommandLine.FindRoot();
        string project = Directory.CreateDirectory(Path.Combine(folder, "tests", "Tiny.Tests")).FullName;
        foreach (string settings in Settings)
        {
            File.Copy(Path.Combine(root, settings), Path.Combine(folder, settings));
        }

        await File.WriteAllTextAsync(Path.Combine(project, "Tiny.Tests.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(project, "Door.cs"), Door);
        await File.WriteAllTextAsync(Path.Combine(project, "DoorTests.cs"), Tests);
        Finished git = await Command.RunAsync(folder, TimeSpan.FromSeconds(30), "git", ["init", "--quiet"]);
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git init: {git.Output}");
        }
    }
}

namespace Symbiont.Fast.Checks;

/// <summary>Takes checks away in a scratch tree, one at a time, and lets the tests say whether they notice.</summary>
/// <param name="tree">The scratch tree.</param>
/// <param name="environment">Variables for the tests.</param>
/// <param name="testLimit">How long one suite may run.</param>
/// <param name="progress">Where to say what is going on.</param>
internal sealed class Runner(
    ScratchTree tree, IReadOnlyDictionary<string, string> environment, TimeSpan testLimit, TextWriter progress)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>Builds and runs every suite with all checks in place; what is wrong, or nothing.</summary>
    public async Task<IReadOnlyList<string>> BaselineAsync(IEnumerable<Check> checks)
    {
        var wrong = new List<string>();
        foreach (TestSuite suite in checks.SelectMany(c => c.Tests).Distinct())
        {
            progress.WriteLine($"nothing disabled: {suite}");
            SuiteResult result = await RunAsync(suite);
            if (result.Ending != SuiteEnding.Passed)
            {
                wrong.Add($"{suite}: {result.Ending} {string.Join(", ", result.FailedTests)}\n{result.Detail}");
            }
        }

        return wrong;
    }

    /// <summary>Takes one check away, runs its suites, and puts it back.</summary>
    public async Task<Outcome> TryAsync(Check check)
    {
        int found = ScratchTree.Count(tree.Root, check.File, check.Find);
        if (found != 1)
        {
            return new Outcome(check, Verdict.TextNotFound, [], $"the text stands {found} times in {check.File}");
        }

        progress.WriteLine($"disabled: {check.Name}");
        using IDisposable restore = tree.Disable(check);
        var failed = new List<string>();
        foreach (TestSuite suite in check.Tests)
        {
            SuiteResult result = await RunAsync(suite);
            if (result.Ending is SuiteEnding.DidNotBuild or SuiteEnding.NoReport)
            {
                Verdict verdict = result.Ending == SuiteEnding.NoReport ? Verdict.NoReport : Verdict.DidNotBuild;
                return new Outcome(check, verdict, failed, result.Detail);
            }

            failed.AddRange(result.FailedTests);
        }

        return new Outcome(check, failed.Count > 0 ? Verdict.Caught : Verdict.NotCaught, failed);
    }

    private async Task<SuiteResult> RunAsync(TestSuite suite)
    {
        string folder = Path.Combine(tree.Root, "tests", suite.Project);

        // A disabled check may leave a variable unused: that must not count as a failure to build.
        Finished build = await Command.RunAsync(
            tree.Root, BuildLimit, "dotnet",
            [
                "build", "-c", "Release", folder, "--nologo", "-v", "q", "-p:TreatWarningsAsErrors=false",
                "-p:RunAnalyzers=false",
            ],
            environment);
        if (build.ExitCode != 0)
        {
            return new SuiteResult(SuiteEnding.DidNotBuild, [], build.Output);
        }

        string program = Directory.GetFiles(
            Path.Combine(folder, "bin", "Release"), suite.Project + ".dll", SearchOption.AllDirectories).Single();
        string results = Directory.CreateDirectory(Path.Combine(tree.Root, "artifacts")).FullName;
        string report = Path.Combine(results, "report.json");
        File.Delete(report);
        Finished run = await Command.RunAsync(
            tree.Root, testLimit, "dotnet",
            [
                program, "--results-directory", results, "--report-xunit-ctrf", "--report-xunit-ctrf-filename",
                Path.GetFileName(report), .. Filter(suite),
            ],
            environment);
        return Read(run, report, suite);
    }

    private static string[] Filter(TestSuite suite) => suite.Classes is null ? [] : ["--filter-class", suite.Classes];

    private static SuiteResult Read(Finished run, string report, TestSuite suite)
    {
        if (run.ExitCode is null || !File.Exists(report))
        {
            string how = run.ExitCode is null ? "ended by the time limit" : $"exit code {run.ExitCode}, no report";
            return new SuiteResult(SuiteEnding.NoReport, [], $"{suite}: {how}\n{run.Output}");
        }

        IReadOnlyList<string> failed = TestReport.FailedTests(File.ReadAllText(report), suite.Project);

        // A suite that found no test, or that broke outside a test, exits with its own code and names no failed test.
        return run.ExitCode == 0 ? new SuiteResult(SuiteEnding.Passed, [], string.Empty)
            : failed.Count > 0 ? new SuiteResult(SuiteEnding.Failed, failed, string.Empty)
            : new SuiteResult(SuiteEnding.NoReport, [], $"{suite}: exit code {run.ExitCode}\n{run.Output}");
    }

    private enum SuiteEnding
    {
        Passed,
        Failed,
        DidNotBuild,
        NoReport,
    }

    private sealed record SuiteResult(SuiteEnding Ending, IReadOnlyList<string> FailedTests, string Detail);
}

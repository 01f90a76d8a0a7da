namespace Symbiont.Fast.Checks;

/// <summary>The outcomes as a Markdown table.</summary>
internal static class OutcomeTable
{
    private const int ShownTests = 2;

    public static void Write(TextWriter output, IEnumerable<Outcome> outcomes)
    {
        output.WriteLine("| step | check | file | failing tests | verdict |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (Outcome o in outcomes)
        {
            string[] cells =
                [Cell(o.Check.Step), Cell(o.Check.Name), o.Check.File, Tests(o.FailingTests), Word(o.Verdict)];
            output.WriteLine($"| {string.Join(" | ", cells)} |");
        }
    }

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Caught => "caught",
        Verdict.NotCaught => "NOT CAUGHT",
        Verdict.DidNotBuild => "did not build",
        Verdict.TextNotFound => "text not found",
        Verdict.NoReport => "no report",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    private static string Tests(IReadOnlyList<string> names)
    {
        IEnumerable<string> shown = names.Take(ShownTests).Select(n => $"`{Cell(n)}`");
        return names.Count == 0 ? "0" : $"{names.Count}: {string.Join(", ", shown)}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

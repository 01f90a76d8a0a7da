using System.Globalization;
using Spectre.Console;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Tool;

/// <summary>Draws what a demo has seen.</summary>
internal static class DemoView
{
    private const string PathHeading = "tier by credential; processes on this host, no sandbox";

    public static void Introduce()
    {
        Screen.Heading("Symbiont.Fast demo");
        AnsiConsole.WriteLine(
            """
            One router and six agents, two a tier, each a process of its own, over the tiers' Unix sockets.
            Every hop is encrypted, every batch signed, every verdict audited. Data payloads are sealed from
            agent to agent, so the router sees their headers only. The rate limits are the demo's own.

            """);
    }

    /// <summary>Shows the tables and the verdict; true when nothing deviates.</summary>
    public static bool Show(DemoReport report, IReadOnlyList<string> deviations, TimeSpan elapsed)
    {
        ShowPaths(report.Paths);
        ShowAttacks(report.Attacks);
        ShowAudit(report.Audit);
        AnsiConsole.WriteLine();
        foreach (string deviation in deviations)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]deviation:[/] {deviation}");
        }

        string verdict = deviations.Count == 0 ? "everything as it must be" : $"{deviations.Count} deviations";
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{verdict}, after {elapsed.TotalSeconds:0.0} s"));
        return deviations.Count == 0;
    }

    private static void ShowPaths(IReadOnlyList<DrivenPath> paths)
    {
        Screen.Heading(PathHeading);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"(a) round trips of {DemoPlan.RoundTrips:N0} calls a path with {DemoPlan.InFlight} in flight, "
            + $"{DemoPlan.PayloadBytes}-byte payloads; times in ms"));
        Table table = Screen.NewTable(
            "path", "messages", "p50", "p95", "p99", "p99.9", "documented", "data (sealed)/event/control confirmed");
        for (int column = 1; column <= 5; column++)
        {
            table.Columns[column].RightAligned();
        }

        foreach (DrivenPath path in paths)
        {
            PathReport report = path.Report;
            string control = report.ControlDenied ? "denied by policy" : Number(report.Controls);
            string name = $"{Vocabulary.Name(path.Source)} → {Vocabulary.Name(path.Destination)}";
            string[] percentiles = [.. report.Percentiles.Select(Milliseconds)];
            table.AddRow([
                name, Number(report.Messages), .. percentiles, DemoPlan.Documented(path.Source, path.Destination),
                $"{Number(report.Data)} / {Number(report.Events)} / {control}"]);
        }

        Screen.Write(table);
        AnsiConsole.WriteLine(
            "documented: typical latency as the architecture document gives it for real sandboxes; no claim.");
    }

    private static void ShowAttacks(IReadOnlyList<TriedAttack> attacks)
    {
        Screen.Heading("(b) attacks, tried live against the running router");
        Table table = Screen.NewTable("attack", "must end with", "ended with", "rule", "");
        foreach (TriedAttack tried in attacks)
        {
            AttackObservation? seen = tried.Result?.Observation;
            table.AddRow(
                Markup.Escape(tried.Attack.Name),
                Markup.Escape(tried.Attack.Expectation),
                Markup.Escape(seen?.ToString() ?? tried.Failure),
                Markup.Escape(string.IsNullOrEmpty(seen?.Rule) ? "-" : seen.Rule),
                tried.Held ? "[green]ok[/]" : "[red]deviation[/]");
        }

        Screen.Write(table);
    }

    private static void ShowAudit(AuditVerification audit)
    {
        Screen.Heading("(c) audit log");
        string state = audit.IsIntact ? "hash chain intact" : AuditFaults.Text(audit.Fault);
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{state}: {audit.Records:N0} records, {audit.Length:N0} bytes"));
        AnsiConsole.WriteLine($"head {Convert.ToHexStringLower(audit.Head.Span)}");
        AuditView.ShowCounts(audit.Counts);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double microseconds) =>
        (microseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);
}

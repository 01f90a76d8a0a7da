using System.Globalization;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Compares what a demo has seen with what must be. The three books must agree: senders, receivers, audit.
/// </summary>
internal static class DemoVerdict
{
    /// <summary>Everything that deviates, in sentences; empty when nothing does.</summary>
    public static IReadOnlyList<string> Deviations(DemoReport report)
    {
        var found = new List<string>();
        foreach (DrivenPath path in report.Paths)
        {
            JudgePath(path, found);
        }

        foreach (TriedAttack tried in report.Attacks.Where(tried => !tried.Held))
        {
            found.Add($"attack '{tried.Attack.Name}': {tried.Result?.Observation.ToString() ?? tried.Failure}");
        }

        JudgeDelivery(report, found);
        JudgeAudit(report, found);
        return found;
    }

    private static void JudgePath(DrivenPath path, List<string> found)
    {
        string name = $"path {Vocabulary.Name(path.Source)} to {Vocabulary.Name(path.Destination)}";
        Compare(found, $"{name}: round trips", DemoPlan.RoundTrips, path.Report.RoundTrips);
        Compare(found, $"{name}: data", Allowed(path, MessageType.Data), path.Report.Data);
        Compare(found, $"{name}: events", Allowed(path, MessageType.Event), path.Report.Events);
        int controls = Allowed(path, MessageType.Control);
        Compare(found, $"{name}: control", controls, path.Report.Controls);
        if (controls == 0 && !path.Report.ControlDenied)
        {
            found.Add($"{name}: a control message passed without a rule");
        }
    }

    private static void JudgeDelivery(DemoReport report, List<string> found)
    {
        DeliveryReport delivered = report.Delivered;
        Compare(found, "data delivered", report.Paths.Sum(path => path.Report.Data), delivered.Data);
        Compare(found, "events delivered", report.Paths.Sum(path => path.Report.Events), delivered.Events);
        Compare(found, "control delivered", report.Paths.Sum(path => path.Report.Controls), delivered.Controls);
        Compare(found, "calls delivered", Calls(report), delivered.Calls);
        Compare(
            found, "attackers' messages delivered", Attackers(report) - Undelivered(report), delivered.Strangers);
    }

    private static void JudgeAudit(DemoReport report, List<string> found)
    {
        AuditVerification audit = report.Audit;
        if (!audit.IsIntact)
        {
            found.Add($"audit log: record {audit.BadRecord}: {AuditFaults.Text(audit.Fault)}");
        }

        // A call is two messages: itself and its reply.
        long accepted = (2 * Calls(report)) + Attackers(report)
            + report.Paths.Sum(path => path.Report.Messages - path.Report.RoundTrips);
        Compare(found, "messages accepted in the audit log", accepted, audit.Counts.Accepted);
        long refused = report.Paths.Count(path => path.Report.ControlDenied)
            + report.Attacks.Sum(tried => (long)(tried.Result?.Observation.Refused ?? 0));
        Compare(found, "messages refused in the audit log", refused, audit.Counts.Refused);
    }

    private static int Allowed(DrivenPath path, MessageType type) =>
        DemoPlan.Allowed(path.Source, path.Destination, type);

    private static long Calls(DemoReport report) =>
        report.Paths.Sum(path => path.Report.RoundTrips + DemoPlan.WarmUp);

    private static long Attackers(DemoReport report) =>
        report.Attacks.Sum(tried => (long)(tried.Result?.Observation.Receipts ?? 0));

    private static long Undelivered(DemoReport report) =>
        report.Attacks.Sum(tried => (long)(tried.Result?.Observation.Undelivered ?? 0));

    private static void Compare(List<string> found, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual:N0} instead of {expected:N0}"));
        }
    }
}

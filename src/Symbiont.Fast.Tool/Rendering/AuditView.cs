using System.Globalization;
using Spectre.Console;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Tool;

/// <summary>An audit log's counts as a table.</summary>
internal static class AuditView
{
    public static void ShowCounts(AuditCounts counts)
    {
        Table table = Screen.NewTable("verdict or event", "count");
        table.Columns[1].RightAligned();
        AddRow(table, "accepted", counts.Accepted);
        for (int number = 1; number < RefusalReasons.Count; number++)
        {
            var reason = (RefusalReason)number;
            AddRow(table, $"refused: {RefusalReasons.Text(reason)}", counts[reason]);
        }

        foreach (AuditEventKind kind in Enum.GetValues<AuditEventKind>())
        {
            AddRow(table, $"event: {AuditEventKinds.Text(kind)}", counts[kind]);
        }

        Screen.Write(table);
    }

    // What never happened would only bury the rest.
    private static void AddRow(Table table, string what, long count)
    {
        if (count > 0)
        {
            table.AddRow(what, count.ToString("N0", CultureInfo.InvariantCulture));
        }
    }
}

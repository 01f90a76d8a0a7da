using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Symbiont.Fast.Tool;

/// <summary>What was found out about the transports, for people and for programs.</summary>
public static class ProbeView
{
    /// <summary>A row for each.</summary>
    public static Table Table(IReadOnlyList<ProbeOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        Table table = Screen.NewTable("transport", "usable", "why");
        foreach (ProbeOutcome outcome in outcomes)
        {
            table.AddRow(
                Markup.Escape(outcome.Probe.Name), outcome.Verdict.Usable ? "yes" : "no",
                Markup.Escape(outcome.Verdict.Reason));
        }

        return table;
    }

    /// <summary>All of them, on one line.</summary>
    public static string Json(IReadOnlyList<ProbeOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartArray();
            foreach (ProbeOutcome outcome in outcomes)
            {
                json.WriteStartObject();
                json.WriteString("transport", outcome.Probe.Name);
                json.WriteBoolean("usable", outcome.Verdict.Usable);
                json.WriteBoolean("betweenProcesses", outcome.Probe.BetweenProcesses);
                json.WriteString("why", outcome.Verdict.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }
}

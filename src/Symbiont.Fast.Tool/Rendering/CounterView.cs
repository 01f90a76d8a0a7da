using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Tool;

/// <summary>A router's counters, for people and for programs.</summary>
internal static class CounterView
{
    /// <summary>A table; without <paramref name="all"/>, of those that counted something.</summary>
    public static Table Table(CounterChange change, bool all)
    {
        Table table = Screen.NewTable("counter", "value", "a second");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        CounterReading now = change.Now;
        string stopped = now.Stopped is { } time ? $", stopped {Times.Text(time)}" : string.Empty;
        table.Caption = new TableTitle(
            Markup.Escape($"router process {now.Process}, started {Times.Text(now.Started)}{stopped}"));
        for (int i = 0; i < now.Counters.Count; i++)
        {
            (string name, long value) = now.Counters[i];
            if (all || value != 0)
            {
                table.AddRow(
                    Markup.Escape(name), value.ToString("N0", CultureInfo.InvariantCulture),
                    change.PerSecond(i)?.ToString("N0", CultureInfo.InvariantCulture) ?? string.Empty);
            }
        }

        return table;
    }

    /// <summary>All of them, on one line.</summary>
    public static string Json(CounterReading reading)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteNumber("process", reading.Process);
            json.WriteNumber("started", reading.Started);
            if (reading.Stopped is { } stopped)
            {
                json.WriteNumber("stopped", stopped);
            }

            json.WriteStartObject("counters");
            foreach ((string name, long value) in reading.Counters)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }
}

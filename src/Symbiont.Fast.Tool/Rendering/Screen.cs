using Spectre.Console;

namespace Symbiont.Fast.Tool;

/// <summary>The console, for people in a terminal and for files and pipes alike.</summary>
internal static class Screen
{
    private const int PipedWidth = 320;

    static Screen()
    {
        if (Console.IsOutputRedirected)
        {
            // A pipe has no width: a row of a table stays one line, for people as for grep.
            AnsiConsole.Profile.Width = PipedWidth;
        }
    }

    /// <summary>True when someone watches: then progress may redraw itself.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>An empty table in the house style: lines in a terminal, Markdown in a file.</summary>
    public static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (string column in columns)
        {
            table.AddColumn(column);
        }

        return table;
    }

    /// <summary>Writes a heading.</summary>
    public static void Heading(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    /// <summary>Draws a table.</summary>
    public static void Write(Table table) => AnsiConsole.Write(table);
}

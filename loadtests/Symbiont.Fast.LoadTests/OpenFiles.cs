using System.Globalization;

namespace Symbiont.Fast.LoadTests;

/// <summary>How many files this process may have open. The runtime has raised the soft limit to the hard one.</summary>
internal static class OpenFiles
{
    // Files that are no sessions: libraries, the runtime's own, both ends of pipes.
    private const int Other = 400;

    public static int Limit()
    {
        const string Name = "Max open files";
        string line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith(Name, StringComparison.Ordinal));
        string soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue;
    }

    public static void Demand(int sessions)
    {
        if (Limit() < sessions + Other)
        {
            throw new LoadException(
                $"{sessions} sessions need {sessions + Other} open files in each of two processes, and this one may "
                + $"have {Limit()}. Raise the hard limit (ulimit -Hn, LimitNOFILE) or lower --count.");
        }
    }
}

namespace Symbiont.Fast.LoadTests;

/// <summary>What <c>agents</c> is run with.</summary>
/// <param name="Counts">How many agents each router has, in growing order.</param>
/// <param name="Rounds">How often each router is measured, in turns of half a second.</param>
/// <param name="Threads">Threads of each router.</param>
/// <param name="Out">The Markdown file that takes the result; null for none.</param>
internal sealed record AgentsOptions(IReadOnlyList<int> Counts, int Rounds, int Threads, string? Out)
{
    public const string Usage =
        "usage: agents [--counts <agents of each router, 2 to 100000; 2,10,100,1000,10000>] [--rounds <1 to 60; 12>] "
        + "[--threads <of the router, 1 to 64; 1>] [--out <file.md>]";

    public static AgentsOptions Parse(string[] words)
    {
        var options = new AgentsOptions([2, 10, 100, 1_000, 10_000], 12, 1, null);
        for (int i = 0; i < words.Length; i += 2)
        {
            string value = i + 1 < words.Length ? words[i + 1] : "";
            options = words[i] switch
            {
                "--counts" => options with
                {
                    Counts = [.. value.Split(',').Select(count => Number(count, 2, 100_000)).Order()],
                },
                "--rounds" => options with { Rounds = Number(value, 1, 60) },
                "--threads" => options with { Threads = Number(value, 1, 64) },
                "--out" when value.Length > 0 => options with { Out = value },
                _ => throw new LoadException(Usage),
            };
        }

        return options;
    }

    private static int Number(string text, int least, int most) => NumberOption.Parse(text, least, most, Usage);
}

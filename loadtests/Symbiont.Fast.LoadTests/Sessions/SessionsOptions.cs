namespace Symbiont.Fast.LoadTests;

/// <summary>What <c>sessions</c> is run with.</summary>
/// <param name="Count">Sessions of the large router.</param>
/// <param name="Rounds">How often each router is measured, in turns of half a second.</param>
/// <param name="Threads">Threads of each router.</param>
/// <param name="Openers">Threads that open sessions.</param>
internal sealed record SessionsOptions(int Count, int Rounds, int Threads, int Openers)
{
    public const string Usage =
        "usage: sessions [--count <sessions, 10 to 100000; 10000>] [--rounds <1 to 60; 12>] "
        + "[--threads <of the router, 1 to 64; 1>] [--openers <1 to 64; 4>]";

    public static SessionsOptions Parse(string[] words)
    {
        var options = new SessionsOptions(10_000, 12, 1, 4);
        for (int i = 0; i < words.Length; i += 2)
        {
            string value = i + 1 < words.Length ? words[i + 1] : "";
            options = words[i] switch
            {
                "--count" => options with { Count = Number(value, MessageLoad.Agents, 100_000) },
                "--rounds" => options with { Rounds = Number(value, 1, 60) },
                "--threads" => options with { Threads = Number(value, 1, 64) },
                "--openers" => options with { Openers = Number(value, 1, 64) },
                _ => throw new LoadException(Usage),
            };
        }

        return options;
    }

    private static int Number(string text, int least, int most) => NumberOption.Parse(text, least, most, Usage);
}

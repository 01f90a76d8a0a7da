namespace Symbiont.Fast.Configuration;

/// <summary>Finds the word somebody meant, for "did you mean".</summary>
internal static class Spelling
{
    private const int LongestWord = 64;
    private const int ShortestPrefix = 4;

    /// <summary>
    /// The candidate nearest to <paramref name="text"/>, or null when none is near. Case and the separators <c>_</c>,
    /// <c>-</c>, <c>.</c> and space do not count; a typing slip is a letter missing, added, changed or swapped with its
    /// neighbour; and the beginning of a word stands for it.
    /// </summary>
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        if (text.Length > LongestWord)
        {
            return null;
        }

        string word = Plain(text);
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            string plain = Plain(candidate);
            int slips = SlipsBetween(word, plain);
            bool isNear = slips <= Math.Clamp(plain.Length / 3, 1, 4)
                || (word.Length >= ShortestPrefix && plain.StartsWith(word, StringComparison.Ordinal));
            if (isNear && slips < fewest)
            {
                (nearest, fewest) = (candidate, slips);
            }
        }

        return nearest;
    }

    /// <summary><c>true</c> or <c>false</c>, whichever <paramref name="text"/> was to say, or null.</summary>
    public static string? MeantBoolean(string text) => text.ToUpperInvariant() switch
    {
        "YES" or "Y" or "ON" or "1" => "true",
        "NO" or "N" or "OFF" or "0" => "false",
        _ => Nearest(text, ["true", "false"]),
    };

    private static string Plain(string text) =>
        string.Concat(text.Where(c => c is not ('_' or '-' or '.' or ' '))).ToUpperInvariant();

    /// <summary>Optimal string alignment: Levenshtein's distance, with a swap of neighbours as one step.</summary>
    private static int SlipsBetween(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = from[i - 1] == to[j - 1] ? 0 : 1;
                int steps = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + change);
                bool isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                current[j] = isSwap ? Math.Min(steps, beforeLast[j - 2] + 1) : steps;
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[to.Length];
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Symbiont.Fast.Checks;

/// <summary>The list of checks, <c>checks.json</c>.</summary>
internal static class Catalogue
{
    /// <summary>Where the catalogue stands, from the repository's root.</summary>
    public const string File = "tests/Symbiont.Fast.Checks/checks.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a catalogue's text.</summary>
    /// <exception cref="JsonException">An entry is incomplete, or two have the same name.</exception>
    public static IReadOnlyList<Check> Parse(string json)
    {
        Check[] checks = JsonSerializer.Deserialize<Check[]>(json, Options) ?? [];
        if (checks.Length == 0)
        {
            throw new JsonException("the catalogue has no checks");
        }

        foreach (Check check in checks)
        {
            if (check.Find.Length == 0 || check.Find == check.Replace || check.Tests.Count == 0)
            {
                throw new JsonException($"{check.Name}: needs a text to find, another to put there, and tests");
            }
        }

        string? twice = checks.CountBy(c => c.Name).FirstOrDefault(c => c.Value > 1).Key;
        return twice is null ? checks : throw new JsonException($"{twice}: two checks have this name");
    }

    /// <summary>The checks with the given names, in the catalogue's order.</summary>
    /// <exception cref="ArgumentException">A name is not in the catalogue.</exception>
    public static IReadOnlyList<Check> Only(IReadOnlyList<Check> checks, IReadOnlyCollection<string> names)
    {
        string? unknown = names.FirstOrDefault(n => checks.All(c => c.Name != n));
        return unknown is null
            ? [.. checks.Where(c => names.Contains(c.Name))]
            : throw new ArgumentException($"no check is called {unknown}; --list shows them");
    }
}

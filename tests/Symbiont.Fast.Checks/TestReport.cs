using System.Text.Json;

namespace Symbiont.Fast.Checks;

/// <summary>Reads the CTRF report of an xunit.v3 run (https://ctrf.io).</summary>
internal static class TestReport
{
    /// <summary>
    /// The failed tests' names, in order, without the namespace that the suite's tests share. The cases of a theory are
    /// one test.
    /// </summary>
    public static IReadOnlyList<string> FailedTests(string json, string project)
    {
        using JsonDocument report = JsonDocument.Parse(json);
        string prefix = project + ".";
        return [.. report.RootElement.GetProperty("results").GetProperty("tests").EnumerateArray()
            .Where(t => t.GetProperty("status").GetString() == "failed")
            .Select(t => t.GetProperty("name").GetString() ?? string.Empty)
            .Select(n => n.StartsWith(prefix, StringComparison.Ordinal) ? n[prefix.Length..] : n)
            .Select(n => n.Split('(')[0])
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }
}

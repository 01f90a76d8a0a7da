namespace Symbiont.Fast.Architecture.Tests;

/// <summary>
/// The house's graph: which room may reference which. A room may name what the arrows of <c>docs/architecture.md</c>
/// reach from it, and this list says which of those it does. Adding a line here means changing that page too; a test
/// compares the two.
/// </summary>
internal static class ReferenceGraph
{
    /// <summary>Room → the rooms it may reference. <c>Symbiont.Fast</c> itself is called <c>Engine</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Interop.Linux"] = [],
        ["Memory"] = ["Interop.Linux"],
        ["Concurrent"] = ["Memory", "Interop.Linux"],
        ["Framing"] = [],
        ["Cryptography"] = ["Memory", "Interop.Linux"],
        ["Session"] = ["Framing", "Cryptography", "Concurrent", "Memory"],
        ["Routing"] = ["Framing", "Cryptography", "Concurrent"],
        ["Transport"] = [],
        ["Transport.InProcess"] = ["Transport", "Concurrent"],
        ["Transport.Sockets"] = ["Transport", "Concurrent", "Interop.Linux"],
        ["Transport.IoUring"] = ["Transport", "Transport.Sockets", "Memory", "Interop.Linux"],
        ["Transport.SharedMemory"] = ["Transport", "Transport.Sockets", "Concurrent", "Memory", "Interop.Linux"],
        ["Authority"] = ["Framing", "Cryptography", "Concurrent", "Interop.Linux"],
        ["Engine"] =
        [
            "Concurrent", "Memory", "Framing", "Cryptography", "Session", "Routing", "Transport",
            "Transport.InProcess", "Transport.Sockets", "Transport.IoUring", "Transport.SharedMemory",
            "Interop.Linux",
        ],
        ["Configuration"] = ["Engine", "Framing", "Routing", "Transport"],
        ["Client"] =
        [
            "Framing", "Cryptography", "Session", "Transport", "Transport.InProcess", "Transport.Sockets",
            "Transport.SharedMemory", "Concurrent",
        ],
        ["Hosting"] = ["Engine", "Configuration"],
        ["Tool"] =
        [
            "Client", "Authority", "Configuration", "Hosting", "Engine", "Routing", "Session", "Framing",
            "Cryptography", "Transport", "Transport.InProcess", "Transport.Sockets", "Transport.IoUring",
            "Transport.SharedMemory", "Concurrent",
        ],
    };

    /// <summary>Package → the only rooms that may reference it. Keeps YAML and logging out of routing.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ConfinedPackages = new Dictionary<string, string[]>
    {
        ["NSec.Cryptography"] = ["Cryptography", "Interop.Linux"],
        ["K4os.Compression.LZ4"] = ["Client"],
        ["Tmds.LibC"] = ["Interop.Linux"],
        ["YamlDotNet"] = ["Configuration"],
        ["Microsoft.Extensions.Logging.Abstractions"] = ["Engine", "Hosting", "Tool"],
        ["Microsoft.Extensions.Logging.Console"] = ["Tool"],
        ["Microsoft.Extensions.Hosting.Abstractions"] = ["Hosting", "Tool"],
        ["Microsoft.Extensions.Hosting"] = ["Tool"],
        ["Spectre.Console"] = ["Tool"],
        ["System.CommandLine"] = ["Tool"],
        ["HdrHistogram"] = ["Tool"],
    };

    private const StringSplitOptions SplitOptions =
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private const string Prefix = "Symbiont.Fast.";

    /// <summary>A room's short name.</summary>
    public static string Short(string project) =>
        project == "Symbiont.Fast" ? "Engine"
        : project.StartsWith(Prefix, StringComparison.Ordinal) ? project[Prefix.Length..]
        : project;

    /// <summary>Rooms that the graph does not know or that are gone, and arrows that it does not have.</summary>
    public static IEnumerable<string> Violations(
        IEnumerable<ProjectFile> rooms, IReadOnlyDictionary<string, string[]> allowed)
    {
        var missing = new HashSet<string>(allowed.Keys);
        foreach (ProjectFile room in rooms)
        {
            string name = Short(room.Name);
            missing.Remove(name);
            if (!allowed.TryGetValue(name, out string[]? targets))
            {
                yield return $"{room.Path}: the reference graph does not know this room";
                continue;
            }

            foreach (string target in room.References.Select(Short).Except(targets))
            {
                yield return $"{room.Path}: {name} may not reference {target}";
            }
        }

        foreach (string name in missing)
        {
            yield return $"{name}: in the reference graph but not in the tree";
        }
    }

    /// <summary>Rooms that can reach themselves.</summary>
    public static IEnumerable<string> Cycles(IReadOnlyDictionary<string, string[]> graph) =>
        graph.Keys.Where(room => Reaches(graph, room, room, []))
            .Select(room => $"{room} references itself through others");

    /// <summary>Rooms that reference something which is not a room.</summary>
    public static IEnumerable<string> LeavingTheHouse(IEnumerable<ProjectFile> rooms)
    {
        ProjectFile[] all = [.. rooms];
        var names = all.Select(r => r.Name).ToHashSet();
        return all.SelectMany(r => r.References.Except(names).Select(t => $"{r.Path}: {t} is no room"));
    }

    /// <summary>Confined packages outside their rooms.</summary>
    public static IEnumerable<string> StrayPackages(
        IEnumerable<ProjectFile> rooms, IReadOnlyDictionary<string, string[]> confined) =>
        from room in rooms
        from package in room.Packages
        where confined.TryGetValue(package, out string[]? homes) && !homes.Contains(Short(room.Name))
        select $"{room.Path}: {package} belongs to {string.Join(", ", confined[package])}";

    /// <summary>The graph as the architecture page prints it: <c>Room → Target, Target</c>, one a line.</summary>
    public static IReadOnlyDictionary<string, string[]> ParsePage(string markdown)
    {
        const string Start = "```graph\n";
        int start = markdown.IndexOf(Start, StringComparison.Ordinal);
        if (start < 0)
        {
            return new Dictionary<string, string[]>();
        }

        start += Start.Length;
        string block = markdown[start..markdown.IndexOf("```", start, StringComparison.Ordinal)];
        return block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('→', StringSplitOptions.TrimEntries))
            .ToDictionary(p => p[0], p => p[1].Split(',', SplitOptions));
    }

    private static bool Reaches(
        IReadOnlyDictionary<string, string[]> graph, string from, string to, HashSet<string> seen) =>
        graph.GetValueOrDefault(from, []).Any(next => next == to || (seen.Add(next) && Reaches(graph, next, to, seen)));
}

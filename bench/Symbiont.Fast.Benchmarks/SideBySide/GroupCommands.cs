using System.CommandLine;
using Symbiont.Fast.Benchmarks.Connections;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Benchmarks.RoundTrips;

namespace Symbiont.Fast.Benchmarks.SideBySide;

/// <summary>The commands that measure groups in the harness, one line each.</summary>
internal static class GroupCommands
{
    private static readonly Command[] Commands =
    [
        GroupCommand.Create(
            "baselines", "Bare relays over Unix sockets and shared memory, without and with AEAD.", BaselineGroups.All),
        GroupCommand.Create(
            "round-trips", "Agent to router to agent and back, every way there is, beside bare relays.",
            RoundTripGroups.All),
        ConnectionsCommand.Create(),
    ];

    /// <summary>Whether the arguments start with one of them.</summary>
    public static bool Knows(string[] arguments) =>
        Commands.Any(command => arguments is [var name, ..] && name == command.Name);

    /// <summary>Runs one; 0 measured, 1 failed or not understood.</summary>
    public static int Run(string[] arguments)
    {
        var root = new RootCommand("Measurements in the harness.");
        foreach (Command command in Commands)
        {
            root.Add(command);
        }

        return root.Parse(arguments).Invoke();
    }
}

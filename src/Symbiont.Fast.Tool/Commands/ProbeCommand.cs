using System.CommandLine;

namespace Symbiont.Fast.Tool;

/// <summary><c>probe</c>: which transports can be used here, and why not.</summary>
public static class ProbeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON, for programs." };
        var command = new Command(
            "probe", "Tries each transport here, without harm, and says which can be used. Exits with 1 if none can.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ProbeOutcome> outcomes = ProbeOutcome.Of(TransportProbe.All);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(ProbeView.Json(outcomes));
            }
            else
            {
                Screen.Write(ProbeView.Table(outcomes));
            }

            return ExitCode(outcomes);
        });
        return command;
    }

    /// <summary>0 when a transport leads from one process to another.</summary>
    public static int ExitCode(IReadOnlyList<ProbeOutcome> outcomes) =>
        outcomes.Any(outcome => outcome.Probe.BetweenProcesses && outcome.Verdict.Usable) ? 0 : 1;
}

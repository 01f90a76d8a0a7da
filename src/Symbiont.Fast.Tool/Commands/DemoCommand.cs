using System.CommandLine;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>demo</c>, and the hidden commands that its child processes run.</summary>
internal static class DemoCommand
{
    private const string Router = "demo-router";
    private const string Agent = "demo-agent";

    public static Command Create()
    {
        var command = new Command("demo", "Six agents in three tiers, one router, every path, and every attack we know.");
        command.SetAction(async (_, cancellation) => await DemoShow.RunAsync(cancellation));
        return command;
    }

    public static Command CreateRouter()
    {
        var folder = new Argument<string>("FOLDER");
        var command = new Command(Router, "The demo's router.") { folder };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) =>
            DemoRouterProcess.RunAsync(parsed.GetRequiredValue(folder), cancellation));
        return command;
    }

    public static Command CreateAgent()
    {
        var folder = new Argument<string>("FOLDER");
        var name = new Argument<string>("NAME");
        var command = new Command(Agent, "One of the demo's agents.") { folder, name };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => DemoAgentProcess.RunAsync(
            parsed.GetRequiredValue(folder), AgentName.Parse(parsed.GetRequiredValue(name)), cancellation));
        return command;
    }

    public static ChildProcess StartRouter(StateFolder state) => ChildProcess.Start("the router", Router, state.Root);

    public static ChildProcess StartAgent(StateFolder state, AgentName name) =>
        ChildProcess.Start($"agent {name}", Agent, state.Root, name.ToString());
}

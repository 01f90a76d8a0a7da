using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing;

/// <summary>Between whom a run travels.</summary>
/// <param name="Sender">The session it came in on.</param>
/// <param name="Agent">The destination; null when nobody has its handle.</param>
/// <param name="Lane">The destination's lane for it; null when the destination has no session.</param>
internal readonly record struct RunRoute(AgentSession Sender, AgentEntry? Agent, AgentSession? Lane)
{
    /// <summary>Looks a run's destination up: once for the whole run, since another shard may take it away meanwhile.</summary>
    public static RunRoute Find(AgentDirectory directory, AgentSession sender, RunView run)
    {
        AgentEntry? destination = directory.Find(run.Header.Destination);
        return new RunRoute(sender, destination, destination?.Toward(sender.Agent.Handle));
    }
}

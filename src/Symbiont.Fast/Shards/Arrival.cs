using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Shards;

/// <summary>An agent that has proven who it is and has no session yet. Owned by the router's thread.</summary>
/// <param name="Sessions">The sessions of its bus, by slot.</param>
/// <param name="Slot">Its place there.</param>
/// <param name="Admission">Who it is.</param>
internal sealed record Arrival(AgentSession?[] Sessions, int Slot, AgentAdmission Admission)
{
    public string Name => Admission.Identity.Name.ToString();

    public bool IsAt(AgentSession?[] sessions, int slot) => ReferenceEquals(Sessions, sessions) && Slot == slot;
}

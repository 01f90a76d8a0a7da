using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>Sends what an attack is about, on an open session.</summary>
/// <param name="attacker">The session.</param>
/// <param name="victim">The agent that is sent to.</param>
/// <param name="handle">The victim's handle.</param>
public delegate void CraftedSend(HostileAgent attacker, AgentName victim, uint handle);

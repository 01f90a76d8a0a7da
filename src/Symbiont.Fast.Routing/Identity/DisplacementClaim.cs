namespace Symbiont.Fast.Routing.Identity;

/// <summary>An agent's claim that it was the agent of the session that its new one is to displace. Immutable.</summary>
/// <param name="Epoch">The old session.</param>
/// <param name="Proof">32 bytes from the old session's exporter secret, bound to the new session's handshake.</param>
public sealed record DisplacementClaim(uint Epoch, byte[] Proof);

namespace Symbiont.Fast.Routing.Identity;

/// <summary>An agent's claim that a link is one more lane of its live session. Immutable.</summary>
/// <param name="Epoch">The session, by its first lane's epoch.</param>
/// <param name="Lane">Which of the session's lanes it is to be, from 1.</param>
/// <param name="Proof">32 bytes from the session's exporter secret, bound to the new link's handshake.</param>
public sealed record LaneClaim(uint Epoch, int Lane, byte[] Proof);

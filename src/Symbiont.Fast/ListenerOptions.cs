using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast;

/// <summary>One listener of a tier's bus.</summary>
/// <param name="Tier">The tier whose agents may connect here, and no others.</param>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="ListenerId">
/// The id the agents were provisioned with; part of the handshake, so an agent lured to another listener fails.
/// </param>
public sealed record ListenerOptions(SandboxTier Tier, TransportEndPoint EndPoint, string ListenerId);

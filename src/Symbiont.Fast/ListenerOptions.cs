using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast;

/// <summary>One listener of a tier's bus.</summary>
/// <param name="Tier">The tier whose agents may connect here, and no others.</param>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="ListenerId">
/// The id the agents were provisioned with; part of the handshake, so an agent lured to another listener fails.
/// </param>
public sealed record ListenerOptions(SandboxTier Tier, TransportEndPoint EndPoint, string ListenerId)
{
    /// <summary>Who may connect, by the kernel's word; null for anyone who can reach the socket.</summary>
    public ExpectedPeer? ExpectedPeer { get; init; }

    /// <summary>
    /// The agents that may prove who they are here, such as the one agent of a sandbox with a socket of its own; null
    /// for all of the tier.
    /// </summary>
    public IReadOnlyList<AgentName>? Agents { get; init; }

    internal void ThrowIfUnfit()
    {
        if (ExpectedPeer is { } expected)
        {
            expected.ThrowIfUnfit(EndPoint);
        }

        if (Agents is { Count: 0 })
        {
            throw new ArgumentException($"{EndPoint} is for no agent at all; leave the list out for all of the tier.");
        }

        if (Agents?.FirstOrDefault(agent => agent.Tier != Tier) is { } stray)
        {
            throw new ArgumentException(
                $"{EndPoint} is a {Vocabulary.Name(Tier)} listener; {stray} could never prove itself there.");
        }
    }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>Another agent, found once (<see cref="AgentClient.FindAsync"/>), so that messages to it look up nothing.</summary>
public sealed class RemoteAgent
{
    internal RemoteAgent(Peer peer) => Peer = peer;

    /// <summary>Its name.</summary>
    public AgentName Name => Peer.Name;

    internal Peer Peer { get; }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// An agent the router has seen. Its shard changes it, every shard finds its session here; lives as long as the router.
/// </summary>
public sealed class AgentEntry
{
    private AgentSession? _session;

    internal AgentEntry(uint handle, AgentName name, byte[] digest) => (Handle, Name, Digest) = (handle, name, digest);

    /// <summary>The agent's number in this router; never given to another.</summary>
    public uint Handle { get; }

    /// <summary>The agent's name.</summary>
    public AgentName Name { get; }

    /// <summary>The identity digest of the name, 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>The live session, by its first lane; null while the agent is away.</summary>
    public AgentSession? Session
    {
        get => Volatile.Read(ref _session);
        internal set => Volatile.Write(ref _session, value);
    }

    /// <summary>
    /// Where to deliver what comes from an agent; null while this one is away or being sent away, or some of its lanes
    /// still are away.
    /// </summary>
    public AgentSession? Toward(uint sender) =>
        Session is { IsComplete: true, IsEnded: false } session ? session.LaneFor(sender) : null;

    /// <summary>How often its sessions displaced each other.</summary>
    public DisplacementHistory Displacements { get; } = new();
}

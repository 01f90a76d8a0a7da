using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>An agent the router has seen. Owned by the router's thread; lives as long as the router.</summary>
public sealed class AgentEntry
{
    internal AgentEntry(uint handle, AgentName name, byte[] digest) => (Handle, Name, Digest) = (handle, name, digest);

    /// <summary>The agent's number in this router; never given to another.</summary>
    public uint Handle { get; }

    /// <summary>The agent's name.</summary>
    public AgentName Name { get; }

    /// <summary>The identity digest of the name, 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>The live session; null while the agent is away.</summary>
    public AgentSession? Session { get; internal set; }

    /// <summary>How often its sessions displaced each other.</summary>
    public DisplacementHistory Displacements { get; } = new();
}

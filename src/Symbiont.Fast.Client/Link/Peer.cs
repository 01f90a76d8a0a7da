using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>Another agent, by its verified credential, and where the two directions to and from it stand.</summary>
internal sealed class Peer(uint handle, VerifiedCredential credential)
{
    public uint Handle { get; } = handle;

    public VerifiedCredential Credential { get; } = credential;

    public AgentName Name => Credential.Identity.Name;

    /// <summary>The last run number sent to it; guarded by the link writer's lock.</summary>
    public ulong LastRunSent { get; set; }

    /// <summary>The epoch of its last run; receive thread.</summary>
    public uint Epoch { get; set; }

    /// <summary>The lowest sequence its next run may have; receive thread.</summary>
    public ulong NextSequence { get; set; }

    /// <summary>The number of its last run; receive thread.</summary>
    public ulong LastRunReceived { get; set; }
}

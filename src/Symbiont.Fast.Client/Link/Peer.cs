using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>Another agent, by its verified credential, and where the two directions to and from it stand.</summary>
internal sealed class Peer(uint handle, VerifiedCredential credential)
{
    private VerifiedCredential _credential = credential;
    private bool _isStale;

    public uint Handle { get; } = handle;

    /// <summary>Its newest credential that is known here. Any thread.</summary>
    public VerifiedCredential Credential => Volatile.Read(ref _credential);

    public AgentName Name => Credential.Identity.Name;

    /// <summary>Takes over a credential of the same name and key that ends later.</summary>
    public void Renew(VerifiedCredential credential)
    {
        if (credential.NotAfter > Credential.NotAfter)
        {
            Volatile.Write(ref _credential, credential);
        }
    }

    /// <summary>The seals with it.</summary>
    public PairSeals Seals { get; } = new();

    /// <summary>
    /// True when the agent may have come back with other keys, so that its name must be resolved again. Any thread.
    /// </summary>
    public bool IsStale
    {
        get => Volatile.Read(ref _isStale);
        set => Volatile.Write(ref _isStale, value);
    }

    /// <summary>The last run number sent to it; guarded by the link writer's lock.</summary>
    public ulong LastRunSent { get; set; }

    /// <summary>The epoch of its last run; receive thread.</summary>
    public uint Epoch { get; set; }

    /// <summary>The lowest sequence its next run may have; receive thread.</summary>
    public ulong NextSequence { get; set; }

    /// <summary>The number of its last run; receive thread.</summary>
    public ulong LastRunReceived { get; set; }
}

using System.Collections.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// The agents this client knows: by name to send to them, by signing key to verify them. Thread-safe; bounded.
/// </summary>
internal sealed class PeerTable(CredentialVerifier verifier)
{
    private const int MaxPeers = 65_536;

    // Lanes may learn of the same agent at once.
    private readonly Lock _learning = new();
    private readonly ConcurrentDictionary<AgentName, Peer> _byName = new();
    private readonly ConcurrentDictionary<ulong, Peer> _byKey = new();
    private readonly ConcurrentDictionary<uint, Peer> _byHandle = new();

    /// <summary>By name; null when the agent is not known, or must be resolved again.</summary>
    public Peer? Find(AgentName name) => _byName.GetValueOrDefault(name) is { IsStale: false } peer ? peer : null;

    /// <summary>By the router's number.</summary>
    public Peer? FindByHandle(uint handle) => _byHandle.GetValueOrDefault(handle);

    public Peer? Find(ulong signingKeyId) => _byKey.GetValueOrDefault(signingKeyId);

    /// <summary>
    /// Learns of an agent from the router; the router's word counts only as far as the credential holds.
    /// </summary>
    public RefusalReason Learn(uint handle, ReadOnlySpan<byte> credential, long now, out Peer? peer)
    {
        peer = null;
        RefusalReason reason = verifier.Verify(credential, now, out VerifiedCredential? verified);
        if (reason != RefusalReason.None)
        {
            return reason;
        }

        lock (_learning)
        {
            return Learn(handle, verified!, out peer);
        }
    }

    private RefusalReason Learn(uint handle, VerifiedCredential verified, out Peer? peer)
    {
        peer = null;
        ulong keyId = verified.SigningKey.KeyId;
        if (_byKey.TryGetValue(keyId, out Peer? known))
        {
            // One key, one name and one handle: else the router, or whoever certified the key, is not to be believed.
            bool same = known.Handle == handle && known.Name == verified.Identity.Name;
            peer = same ? known : null;
            peer?.Renew(verified);
            if (same)
            {
                known.IsStale = false;
                _byName[known.Name] = known;
                _byHandle[handle] = known;
            }

            return same ? RefusalReason.None : RefusalReason.Unauthenticated;
        }

        if (_byKey.Count >= MaxPeers)
        {
            return RefusalReason.Internal;
        }

        peer = new Peer(handle, verified);
        if (_byName.TryGetValue(peer.Name, out Peer? old) && old.Handle == handle)
        {
            // The agent came back with new keys: what was sent to its name goes on counting.
            peer.LastRunSent = old.LastRunSent;
        }

        _byKey[keyId] = peer;
        _byName[peer.Name] = peer;
        _byHandle[handle] = peer;
        return RefusalReason.None;
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>What both halves of sealing know about this agent. Immutable.</summary>
internal sealed class SealContext
{
    private readonly byte[] _digest = new byte[IdentityDigest.Size];
    private readonly ulong _keyId;
    private readonly SessionClock _clock;

    public SealContext(AgentBundle bundle, AgentClientOptions options, uint epoch, SessionClock clock)
    {
        _clock = clock;
        Options = options;
        Epoch = epoch;
        StaticKey = bundle.StaticKey;
        _keyId = bundle.SigningKey.KeyId;
        IdentityDigest.Compute((byte)DestinationKind.Agent, bundle.Name.ToString(), _digest);
    }

    public AgentClientOptions Options { get; }

    public uint Epoch { get; }

    public KeyAgreementKey StaticKey { get; }

    public long Now => _clock.MonotonicNanoseconds;

    /// <summary>True when the peer's credential is valid now.</summary>
    public bool IsValid(Peer peer)
    {
        long now = _clock.ForValidity;
        return now >= peer.Credential.NotBefore && now <= peer.Credential.NotAfter;
    }

    /// <summary>The parties of a seal that this agent asks for.</summary>
    public SealParties Asking(Peer peer, uint sealId) =>
        new(_digest, _keyId, peer.Credential.Digest, peer.Credential.SigningKey.KeyId, sealId);

    /// <summary>The parties of a seal that a peer asks for.</summary>
    public SealParties Answering(Peer peer, uint sealId) =>
        new(peer.Credential.Digest, peer.Credential.SigningKey.KeyId, _digest, _keyId, sealId);
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// What an agent is provisioned with: its credential and keys, and whom it trusts. Disposing wipes the keys.
/// </summary>
public sealed class AgentBundle : IDisposable
{
    /// <summary>Puts a bundle together and takes over the keys.</summary>
    /// <param name="credential">The agent's credential.</param>
    /// <param name="signingKey">The Ed25519 key that the credential names.</param>
    /// <param name="staticKey">The X25519 key that the credential names.</param>
    /// <param name="operatorKey">The operator's Ed25519 public key, 32 bytes.</param>
    /// <param name="routerKey">The router's X25519 public key, 32 bytes.</param>
    /// <exception cref="FormatException">The credential cannot be read.</exception>
    public AgentBundle(
        byte[] credential, SigningKey signingKey, KeyAgreementKey staticKey, byte[] operatorKey, byte[] routerKey)
    {
        FrameError error = CredentialLayout.TryRead(credential, out _, out AgentIdentity? identity);
        Identity = error == FrameError.None ? identity! : throw new FormatException($"Not a credential: {error}.");
        Credential = credential;
        SigningKey = signingKey;
        StaticKey = staticKey;
        OperatorKey = operatorKey;
        RouterKey = routerKey;
    }

    /// <summary>The agent's name.</summary>
    public AgentName Name => Identity.Name;

    /// <summary>Who the agent is and what it may do.</summary>
    public AgentIdentity Identity { get; }

    /// <summary>The credential's bytes.</summary>
    public byte[] Credential { get; }

    /// <summary>Signs the agent's batches.</summary>
    public SigningKey SigningKey { get; }

    /// <summary>Proves the agent to the router.</summary>
    public KeyAgreementKey StaticKey { get; }

    /// <summary>The operator's public key.</summary>
    public byte[] OperatorKey { get; }

    /// <summary>The router's public key.</summary>
    public byte[] RouterKey { get; }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        SigningKey.Dispose();
        StaticKey.Dispose();
    }
}

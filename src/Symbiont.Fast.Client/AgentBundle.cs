using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// What an agent is provisioned with: its credential and keys, and whom it trusts. Any thread may read it and renew the
/// credential; sessions send the one that is there when they shake hands. Disposing wipes the keys.
/// </summary>
public sealed class AgentBundle : IDisposable
{
    private CurrentCredential _current;

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
        _current = CurrentCredential.Read(credential);
        SigningKey = signingKey;
        StaticKey = staticKey;
        OperatorKey = operatorKey;
        RouterKey = routerKey;
    }

    /// <summary>The agent's name.</summary>
    public AgentName Name => Identity.Name;

    /// <summary>Who the agent is and what it may do.</summary>
    public AgentIdentity Identity => Volatile.Read(ref _current).Identity;

    /// <summary>The bytes of the credential that is in use now.</summary>
    public byte[] Credential => Volatile.Read(ref _current).Bytes;

    /// <summary>Start of that credential's validity, in nanoseconds since 1970 UTC.</summary>
    public long NotBefore => Volatile.Read(ref _current).NotBefore;

    /// <summary>End of that credential's validity, the issuer's included, in nanoseconds since 1970 UTC.</summary>
    public long NotAfter => Volatile.Read(ref _current).NotAfter;

    /// <summary>Signs the agent's batches.</summary>
    public SigningKey SigningKey { get; }

    /// <summary>Proves the agent to the router.</summary>
    public KeyAgreementKey StaticKey { get; }

    /// <summary>The operator's public key.</summary>
    public byte[] OperatorKey { get; }

    /// <summary>The router's public key.</summary>
    public byte[] RouterKey { get; }

    /// <summary>
    /// Puts another credential in the place of the one in use, for the same name and the same keys. Sessions that live
    /// keep going; the next handshake sends the new one. Signatures are not looked at here: whoever fetched the
    /// credential has verified it.
    /// </summary>
    /// <param name="credential">The new credential, not changed afterwards.</param>
    /// <exception cref="FormatException">The credential cannot be read.</exception>
    /// <exception cref="ArgumentException">It is about another agent, or names other keys.</exception>
    public void Renew(byte[] credential)
    {
        var next = CurrentCredential.Read(credential);
        CredentialLayout.TryRead(credential, out CredentialLayout layout, out _);
        bool same = next.Identity.Name.Equals(Name)
            && layout.SigningKey.SequenceEqual(SigningKey.PublicKey)
            && layout.StaticKey.SequenceEqual(StaticKey.PublicKey);
        if (!same)
        {
            throw new ArgumentException("A renewed credential is for the same name and keys.", nameof(credential));
        }

        Volatile.Write(ref _current, next);
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        SigningKey.Dispose();
        StaticKey.Dispose();
    }

    // One reference, so that a reader never sees one credential's bytes with another's identity.
    private sealed record CurrentCredential(byte[] Bytes, AgentIdentity Identity, long NotBefore, long NotAfter)
    {
        public static CurrentCredential Read(byte[] credential)
        {
            FrameError error = CredentialLayout.TryRead(
                credential, out CredentialLayout layout, out AgentIdentity? identity);
            return error == FrameError.None
                ? new CurrentCredential(
                    credential, identity!, layout.NotBefore, Math.Min(layout.NotAfter, layout.IssuerNotAfter))
                : throw new FormatException($"Not a credential: {error}.");
        }
    }
}

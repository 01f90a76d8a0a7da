using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>A credential whose signatures hold up to the operator's key. Immutable.</summary>
public sealed class VerifiedCredential
{
    internal VerifiedCredential(AgentIdentity identity, CredentialLayout layout, VerificationKey signingKey)
    {
        Identity = identity;
        SigningKey = signingKey;
        StaticKey = layout.StaticKey.ToArray();
        Serial = layout.Serial;
        NotBefore = layout.NotBefore;
        NotAfter = Math.Min(layout.NotAfter, layout.IssuerNotAfter);
        Bytes = layout.Bytes.ToArray();
        Digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute((byte)DestinationKind.Agent, identity.Name.ToString(), Digest);
    }

    /// <summary>Who the agent is and what it may do.</summary>
    public AgentIdentity Identity { get; }

    /// <summary>Verifies the agent's batches.</summary>
    public VerificationKey SigningKey { get; }

    /// <summary>The agent's X25519 public key, 32 bytes.</summary>
    public byte[] StaticKey { get; }

    /// <summary>The credential's number, by which it can be revoked.</summary>
    public ulong Serial { get; }

    /// <summary>Start of validity, in nanoseconds since 1970 UTC.</summary>
    public long NotBefore { get; }

    /// <summary>End of validity, the issuer's included, in nanoseconds since 1970 UTC.</summary>
    public long NotAfter { get; }

    /// <summary>The credential's bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>The identity digest of the agent's name, 32 bytes.</summary>
    public byte[] Digest { get; }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Session;

namespace Symbiont.Fast;

/// <summary>The router's static key, and the operator's public key by which it judges credentials.</summary>
public sealed class RouterIdentity : IDisposable
{
    /// <summary>Takes over the key; <see cref="Dispose"/> wipes it.</summary>
    public RouterIdentity(KeyAgreementKey staticKey, byte[] operatorKey) =>
        (StaticKey, OperatorKey) = (staticKey, operatorKey);

    /// <summary>The router's X25519 key; agents are provisioned with its public half.</summary>
    public KeyAgreementKey StaticKey { get; }

    /// <summary>The operator's Ed25519 public key, 32 bytes.</summary>
    public byte[] OperatorKey { get; }

    /// <summary>The revocation list in force.</summary>
    internal Revocations Revocations { get; } = new();

    /// <summary>Wipes the key.</summary>
    public void Dispose() => StaticKey.Dispose();
}

using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>Makes an agent's keys, has them certified, and puts together what the agent is provisioned with.</summary>
public static class AgentProvisioning
{
    /// <summary>What an ordinary agent may do: everything that its policy allows.</summary>
    public static IReadOnlyList<Capability> AllCapabilities { get; } =
        [Capability.ControlSend, Capability.RpcCall, Capability.RpcServe];

    /// <summary>Provisions one agent.</summary>
    /// <param name="issuer">Signs the credential.</param>
    /// <param name="routerKey">The router's public key, 32 bytes.</param>
    /// <param name="identity">Who the agent is.</param>
    /// <param name="notBefore">Start of validity, in nanoseconds since 1970 UTC.</param>
    /// <param name="notAfter">End of validity, in nanoseconds since 1970 UTC.</param>
    /// <exception cref="ArgumentException">The validity is empty or beyond the issuer's.</exception>
    public static AgentBundle Provision(
        IssuerFile issuer, byte[] routerKey, AgentIdentity identity, long notBefore, long notAfter)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        byte[] credential = issuer.Issuer.Issue(identity, signing.PublicKey, statics.PublicKey, notBefore, notAfter);
        return new AgentBundle(credential, signing, statics, issuer.OperatorKey, routerKey);
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>An operator, an issuer that it certified, and the check that a relying party makes.</summary>
internal sealed class Chain : IDisposable
{
    public const long Start = 1_000_000;
    public const long End = 9_000_000;

    private readonly SigningKey _issuerKey = SigningKey.Generate();

    public Chain()
    {
        Operator = new OperatorKey(SigningKey.Generate());
        Certificate = Operator.CertifyIssuer(_issuerKey.PublicKey, Start, End);
        Issuer = new CredentialIssuer(_issuerKey, Certificate);
    }

    public static AgentIdentity Planner { get; } = new(
        AgentName.Create("symbiont.local", SandboxTier.GVisor, "planner-1"), SecurityLevel.Confidential,
        [Capability.RpcCall, Capability.RpcServe]);

    public OperatorKey Operator { get; }

    public byte[] Certificate { get; }

    public CredentialIssuer Issuer { get; }

    public SigningKey AgentSigning { get; } = SigningKey.Generate();

    public KeyAgreementKey AgentStatic { get; } = KeyAgreementKey.Generate();

    public byte[] Issue(long notBefore = Start, long notAfter = End, AgentIdentity? identity = null) =>
        Issuer.Issue(identity ?? Planner, AgentSigning.PublicKey, AgentStatic.PublicKey, 42, notBefore, notAfter);

    /// <summary>
    /// True when the layout holds and both signatures are right, from the operator's public key down.
    /// </summary>
    public bool Accepts(ReadOnlySpan<byte> credential)
    {
        bool readable = CredentialLayout.TryRead(credential, out CredentialLayout layout, out _) == FrameError.None;
        return readable
            && Verifies(
                Operator.PublicKey, SignatureDomains.Issuer,
                layout.IssuerCertificate[..CredentialLayout.IssuerSignedSize], layout.OperatorSignature)
            && Verifies(
                layout.IssuerKey, SignatureDomains.Credential, layout.SignedBytes, layout.IssuerSignature);
    }

    public static bool Verifies(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        VerificationKey.TryImport(key, out VerificationKey? verification)
        && verification.Verify((byte[])[.. domain, .. bytes], signature);

    public void Dispose()
    {
        Operator.Dispose();
        Issuer.Dispose();
        AgentSigning.Dispose();
        AgentStatic.Dispose();
    }
}

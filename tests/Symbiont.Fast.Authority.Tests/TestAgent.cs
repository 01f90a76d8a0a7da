using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>An agent's keys, and the requests that it would make, honest or not.</summary>
internal sealed class TestAgent : IDisposable
{
    public SigningKey Signing { get; } = SigningKey.Generate();

    public KeyAgreementKey Static { get; } = KeyAgreementKey.Generate();

    /// <summary>A request whose proof and HMAC are right, unless another signer or token is given.</summary>
    public byte[] Enrol(
        BootstrapToken token, AgentIdentity identity, SigningKey? signer = null, BootstrapToken? macToken = null)
    {
        byte[] body = EnrolmentRequest.Compose(identity, token.Id, Signing.PublicKey, Static.PublicKey);
        int mac = body.Length - EnrolmentRequest.MacSize;
        int proof = mac - EnrolmentRequest.ProofSize;
        byte[] statement = [.. "symbiont.fast enrolment 1"u8, .. body.AsSpan(0, proof)];
        (signer ?? Signing).Sign(statement, body.AsSpan(proof, EnrolmentRequest.ProofSize));
        (macToken ?? token).Authenticate(body.AsSpan(0, mac), body.AsSpan(mac));
        return AuthorityHeader.Compose((byte)AuthorityRequestKind.Enrol, body);
    }

    public byte[] Renew(ulong serial, long time, SigningKey? signer = null)
    {
        byte[] body = RenewalRequest.Compose(serial, time);
        byte[] statement = [.. "symbiont.fast renewal 1"u8, .. body.AsSpan(0, 24)];
        (signer ?? Signing).Sign(statement, body.AsSpan(24));
        return AuthorityHeader.Compose((byte)AuthorityRequestKind.Renew, body);
    }

    public void Dispose()
    {
        Signing.Dispose();
        Static.Dispose();
    }
}

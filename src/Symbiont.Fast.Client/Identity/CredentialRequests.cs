using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>Bodies of an agent's requests to the authority, signed. Any thread.</summary>
internal static class CredentialRequests
{
    public static byte[] Enrolment(
        AgentIdentity identity, BootstrapToken token, SigningKey signing, KeyAgreementKey statics)
    {
        byte[] body = EnrolmentRequest.Compose(identity, token.Id, signing.PublicKey, statics.PublicKey);
        int proof = body.Length - EnrolmentRequest.ProofSize - EnrolmentRequest.MacSize;
        int mac = body.Length - EnrolmentRequest.MacSize;
        byte[] statement = [.. SignatureDomains.Enrolment, .. body.AsSpan(0, proof)];
        signing.Sign(statement, body.AsSpan(proof, EnrolmentRequest.ProofSize));
        token.Authenticate(body.AsSpan(0, mac), body.AsSpan(mac));
        return body;
    }

    public static byte[] Renewal(ulong serial, long time, SigningKey signing)
    {
        byte[] body = RenewalRequest.Compose(serial, time);
        int signed = RenewalRequest.Size - SigningKey.SignatureSize;
        byte[] statement = [.. SignatureDomains.Renewal, .. body.AsSpan(0, signed)];
        signing.Sign(statement, body.AsSpan(signed));
        return body;
    }
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// How an agent gets its first credential: it makes its keys, proves that it has them and the bootstrap token, and
/// believes the answer only when it verifies up to the operator's key. Neither keys nor token leave the process.
/// </summary>
/// <param name="OperatorKey">The operator's Ed25519 public key, 32 bytes.</param>
/// <param name="RouterKey">The router's X25519 public key, 32 bytes, for the bundle.</param>
public sealed record Enrolment(byte[] OperatorKey, byte[] RouterKey)
{
    /// <summary>Time, for the credential's validity.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>Enrols once; the token is used up when the authority answers with a credential.</summary>
    /// <param name="exchange">The way to the authority.</param>
    /// <param name="token">The bootstrap token.</param>
    /// <param name="identity">Who the agent wants to be: at most what the token grants.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The bundle; the caller disposes of it.</returns>
    /// <exception cref="AuthorityRefusedException">The authority refused, or its answer does not verify.</exception>
    public async Task<AgentBundle> EnrolAsync(
        AuthorityExchange exchange, BootstrapToken token, AgentIdentity identity,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(identity);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        try
        {
            byte[] body = CredentialRequests.Enrolment(identity, token, signing, statics);
            byte[] credential = await AuthorityLink.AskAsync(exchange, AuthorityRequestKind.Enrol, body, cancellation)
                .ConfigureAwait(false);
            Check(credential, identity, signing, statics);
            return new AgentBundle(credential, signing, statics, OperatorKey, RouterKey);
        }
        catch
        {
            signing.Dispose();
            statics.Dispose();
            throw;
        }
    }

    private void Check(byte[] credential, AgentIdentity identity, SigningKey signing, KeyAgreementKey statics)
    {
        RefusalReason reason = new CredentialVerifier(OperatorKey)
            .Verify(credential, Now(credential), out VerifiedCredential? verified);
        bool mine = reason == RefusalReason.None
            && verified!.Identity.Name.Equals(identity.Name)
            && verified.SigningKey.Bytes.SequenceEqual(signing.PublicKey)
            && verified.StaticKey.AsSpan().SequenceEqual(statics.PublicKey);
        if (!mine)
        {
            throw new AuthorityRefusedException(
                $"the authority's answer is no credential for this agent ({RefusalReasons.Text(reason)})");
        }
    }

    // The keys in it are new, so it cannot be an old one: one of the future says that this host's clock stood still, as
    // in a VM that was restored from a snapshot. It prolongs nothing.
    private long Now(byte[] credential)
    {
        bool isCredential = CredentialLayout.TryRead(credential, out CredentialLayout layout, out _) == FrameError.None;
        return isCredential ? Math.Max(Clock.UnixNanoseconds, layout.NotBefore) : Clock.UnixNanoseconds;
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Serves agents: the first credential by token, the later ones by the key that the first names. Cheap checks come
/// before signatures. Owned by the service's lock.
/// </summary>
internal sealed class EnrolmentDesk(CredentialMint mint, AuthorityOptions options)
{
    public AuthorityAnswer Enrol(AuthorityState state, ReadOnlySpan<byte> body, AuthorityRole role, long now)
    {
        FrameError error = EnrolmentRequest.TryRead(body, out EnrolmentRequest request, out AgentIdentity? identity);
        if (error != FrameError.None)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed);
        }

        AuthorityStatus status = Judge(state, request, identity!, role, now, out GrantedToken? token);
        EnrolledAgent? before = state.FindByName(identity!.Name);
        if (status == AuthorityStatus.Done)
        {
            status = Room(state, before);
        }

        if (status != AuthorityStatus.Done)
        {
            return AuthorityAnswer.Refuse(status, identity.Name);
        }

        token!.Use();

        // A name has one set of keys: a new enrolment ends what the name had.
        if (before is not null)
        {
            foreach (LiveSerial old in before.Live)
            {
                state.Revoke(old.Serial, old.NotAfter);
            }

            state.Remove(before);
        }

        byte[] credential = mint.Issue(state, identity, request.SigningKey, request.StaticKey, now);
        var agent = new EnrolledAgent(credential, lastRequest: 0, []);
        state.Add(agent);
        return AuthorityAnswer.Credential(agent, AuthorityAction.Issued, listChanged: before is not null);
    }

    public AuthorityAnswer Renew(AuthorityState state, ReadOnlySpan<byte> body, AuthorityRole role, long now)
    {
        if (RenewalRequest.TryRead(body, out RenewalRequest request) != FrameError.None)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed);
        }

        if (state.Revoked.ContainsKey(request.Serial))
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Revoked, serial: request.Serial);
        }

        if (state.FindBySerial(request.Serial) is not { } agent)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Unknown, serial: request.Serial);
        }

        AuthorityStatus status = Judge(agent, request, role, now);
        if (status != AuthorityStatus.Done)
        {
            return AuthorityAnswer.Refuse(status, agent.Identity.Name, request.Serial);
        }

        agent.Accept(request.Time);
        if (now >= agent.HalfLife)
        {
            agent.Renew(mint.Issue(state, agent.Identity, agent.SigningKey, agent.StaticKey, now));
            state.Index(agent);
        }

        // An older serial before half life: the response with the newest credential was lost, and is sent again.
        return AuthorityAnswer.Credential(agent, AuthorityAction.Renewed);
    }

    private static AuthorityStatus Judge(
        AuthorityState state, in EnrolmentRequest request, AgentIdentity identity, AuthorityRole role,
        out GrantedToken? token)
    {
        if (!state.Tokens.TryGetValue(request.TokenId, out token))
        {
            return AuthorityStatus.Unauthenticated;
        }

        if (token.Token is not { } secret)
        {
            return AuthorityStatus.TokenUsed;
        }

        if (!secret.Verify(request.AuthenticatedBytes, request.Mac))
        {
            return AuthorityStatus.Unauthenticated;
        }

        return role.Admits(identity.Tier) ? AuthorityStatus.Done : AuthorityStatus.WrongSocket;
    }

    private AuthorityStatus Judge(
        AuthorityState state, in EnrolmentRequest request, AgentIdentity identity, AuthorityRole role, long now,
        out GrantedToken? token)
    {
        AuthorityStatus status = Judge(state, request, identity, role, out token);
        if (status != AuthorityStatus.Done)
        {
            return status;
        }

        if (now >= token!.Expires)
        {
            return AuthorityStatus.TokenExpired;
        }

        if (!token.Covers(identity))
        {
            return AuthorityStatus.NotGranted;
        }

        byte[] statement = [.. SignatureDomains.Enrolment, .. request.SignedBytes];
        bool possessed = VerificationKey.TryImport(request.SigningKey, out VerificationKey? key)
            && key.Verify(statement, request.Proof);
        return !possessed ? AuthorityStatus.Unauthenticated
            : mint.IsInForce(now) ? AuthorityStatus.Done
            : AuthorityStatus.IssuerExpired;
    }

    private AuthorityStatus Room(AuthorityState state, EnrolledAgent? before)
    {
        bool fits = before is null
            ? state.Agents.Count < options.MaxAgents
            : state.Revoked.Count + before.Live.Count() <= options.MaxRevoked;
        return fits ? AuthorityStatus.Done : AuthorityStatus.Full;
    }

    private AuthorityStatus Judge(EnrolledAgent agent, in RenewalRequest request, AuthorityRole role, long now)
    {
        long offset = CredentialMint.Nanoseconds(options.MaxClockOffset);
        if (request.Time < now - offset || request.Time > now + offset)
        {
            return AuthorityStatus.TimeOutOfRange;
        }

        byte[] statement = [.. SignatureDomains.Renewal, .. request.SignedBytes];
        bool authentic = VerificationKey.TryImport(agent.SigningKey, out VerificationKey? key)
            && key.Verify(statement, request.Signature);
        if (!authentic)
        {
            return AuthorityStatus.Unauthenticated;
        }

        if (!role.Admits(agent.Identity.Tier))
        {
            return AuthorityStatus.WrongSocket;
        }

        if (request.Time <= agent.LastRequest)
        {
            return AuthorityStatus.Replayed;
        }

        ulong serial = request.Serial;
        if (agent.Live.First(live => live.Serial == serial).NotAfter <= now)
        {
            return AuthorityStatus.Expired;
        }

        // The newest credential before its half life; an older one gets the newest once more, but not so often that an
        // agent could keep the disk busy.
        if (now < agent.HalfLife)
        {
            bool again = serial != agent.Serial
                && request.Time >= agent.LastRequest + CredentialMint.Nanoseconds(options.ResendInterval);
            return again ? AuthorityStatus.Done : AuthorityStatus.TooEarly;
        }

        // Near the issuer's own end a renewal would gain nothing, over and over.
        return mint.IsInForce(now) && mint.NotAfter(now) > agent.NotAfter
            ? AuthorityStatus.Done
            : AuthorityStatus.IssuerExpired;
    }
}

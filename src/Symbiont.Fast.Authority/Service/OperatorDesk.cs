using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>Serves the operator: tokens, revocation, the directory. Owned by the service's lock.</summary>
internal sealed class OperatorDesk(CredentialIssuer issuer, AuthorityOptions options)
{
    private const int RevokedSize = 16;

    public AuthorityAnswer MakeToken(AuthorityState state, ReadOnlySpan<byte> body, long now)
    {
        FrameError error = TokenRequest.TryRead(body, out long lifetime, out AgentIdentity? grant);
        bool fits = error == FrameError.None && lifetime > 0
            && lifetime <= CredentialMint.Nanoseconds(options.MaxTokenLifetime);
        if (!fits)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed, grant?.Name);
        }

        BootstrapToken token = BootstrapToken.Generate();
        if (state.Tokens.Count >= options.MaxTokens || state.Tokens.ContainsKey(token.Id))
        {
            token.Dispose();
            return AuthorityAnswer.Refuse(AuthorityStatus.Full, grant!.Name);
        }

        long expires = now + lifetime;
        byte[] response = new byte[TokenRequest.ResponseSize];
        token.Export(response.AsSpan(0, BootstrapToken.Size));
        BinaryPrimitives.WriteInt64LittleEndian(response.AsSpan(BootstrapToken.Size), expires);
        state.Add(new GrantedToken(token.Id, token, grant!, expires));
        return new AuthorityAnswer(
            AuthorityStatus.Done, grant!.Name, 0, response, AuthorityAction.TokenMade, Changed: true,
            ListChanged: false);
    }

    /// <summary>
    /// Revokes an agent with all its credentials and open tokens. A serial stands for its agent: renewed credentials
    /// have the same keys, so one is as good as the other to whoever stole them. A serial that is not in the directory
    /// is revoked alone, for as long as its issuer could have made it hold.
    /// </summary>
    public AuthorityAnswer Revoke(AuthorityState state, ReadOnlySpan<byte> body)
    {
        bool readable = AgentSelector.TryRead(body, out AgentSelector selector) == FrameError.None
            && (selector.Name is not null || selector.Serial != 0);
        if (!readable)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed);
        }

        EnrolledAgent? agent = selector.Name is { } name
            ? state.FindByName(name)
            : state.FindBySerial(selector.Serial);
        LiveSerial[] serials = agent is not null ? [.. agent.Live]
            : selector.Serial != 0 ? [new LiveSerial(selector.Serial, issuer.NotAfter)]
            : [];
        serials = [.. serials.Where(serial => !state.Revoked.ContainsKey(serial.Serial))];
        GrantedToken[] tokens = OpenTokens(state, agent?.Identity.Name ?? selector.Name);
        if (agent is null && selector.Name is not null && tokens.Length == 0)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Unknown, selector.Name);
        }

        if (state.Revoked.Count + serials.Length > options.MaxRevoked)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Full, agent?.Identity.Name, selector.Serial);
        }

        return Revoke(state, agent, selector, serials, tokens);
    }

    public static AuthorityAnswer Directory(AuthorityState state, ReadOnlySpan<byte> body, long now)
    {
        if (AgentSelector.TryRead(body, out AgentSelector after) != FrameError.None || after.Serial != 0)
        {
            return AuthorityAnswer.Refuse(AuthorityStatus.Malformed);
        }

        string from = after.Name?.ToString() ?? string.Empty;
        IEnumerable<byte[]> live = state.Agents
            .Where(entry => string.CompareOrdinal(entry.Key, from) > 0 && entry.Value.NotAfter > now)
            .Select(entry => entry.Value.Newest);
        return new AuthorityAnswer(
            AuthorityStatus.Done, null, 0, DirectoryPage.Compose(live), Action: null, Changed: false,
            ListChanged: false);
    }

    private static AuthorityAnswer Revoke(
        AuthorityState state, EnrolledAgent? agent, AgentSelector selector, LiveSerial[] serials,
        GrantedToken[] tokens)
    {
        foreach (LiveSerial serial in serials)
        {
            state.Revoke(serial.Serial, serial.NotAfter);
        }

        foreach (GrantedToken token in tokens)
        {
            token.Use();
        }

        if (agent is not null)
        {
            state.Remove(agent);
        }

        byte[] response = new byte[RevokedSize];
        BinaryPrimitives.WriteUInt32LittleEndian(response, (uint)serials.Length);
        ulong shown = agent?.Serial ?? selector.Serial;
        return new AuthorityAnswer(
            AuthorityStatus.Done, agent?.Identity.Name ?? selector.Name, shown, response, AuthorityAction.Revoked,
            Changed: true, ListChanged: serials.Length > 0);
    }

    private static GrantedToken[] OpenTokens(AuthorityState state, AgentName? name) => name is null
        ? []
        : [.. state.Tokens.Values.Where(token => !token.IsUsed && token.Grant.Name.Equals(name))];
}

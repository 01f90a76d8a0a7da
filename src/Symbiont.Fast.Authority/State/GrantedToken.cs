using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// A bootstrap token that was made, and what it grants. A used one stays until it would have expired, without its
/// secret, so that a repeated request hears why it is refused. Owned by the service's lock.
/// </summary>
/// <param name="id">The token's id.</param>
/// <param name="token">The token; null once it was used.</param>
/// <param name="grant">The most that its agent may be.</param>
/// <param name="expires">When it ends, in nanoseconds since 1970 UTC.</param>
internal sealed class GrantedToken(ulong id, BootstrapToken? token, AgentIdentity grant, long expires) : IDisposable
{
    public ulong Id => id;

    public BootstrapToken? Token { get; private set; } = token;

    public AgentIdentity Grant => grant;

    public long Expires => expires;

    public bool IsUsed => Token is null;

    /// <summary>True for the granted name, and no more than the granted clearance and capabilities.</summary>
    public bool Covers(AgentIdentity wanted) =>
        wanted.Name.Equals(grant.Name)
        && wanted.SecurityClearance <= grant.SecurityClearance
        && wanted.Capabilities.All(grant.Capabilities.Contains);

    /// <summary>It works no more; its secret is gone.</summary>
    public void Use()
    {
        Token?.Dispose();
        Token = null;
    }

    public void Dispose() => Token?.Dispose();
}

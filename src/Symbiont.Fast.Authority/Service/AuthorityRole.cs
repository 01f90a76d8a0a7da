using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>Who may be at the other end of a socket, which decides what is served there. Immutable.</summary>
/// <param name="IsOperator">True for the operator's own socket; it serves tokens, revocation and the directory.</param>
/// <param name="Tier">The tier of the sandbox that has the socket; null for any.</param>
public readonly record struct AuthorityRole(bool IsOperator, SandboxTier? Tier)
{
    /// <summary>The operator's socket.</summary>
    public static AuthorityRole Operator => new(true, null);

    /// <summary>A sandbox's socket: enrolment and renewal only.</summary>
    public static AuthorityRole Sandbox(SandboxTier? tier = null) => new(false, tier);

    /// <summary>True when agents of that tier may be at the other end.</summary>
    public bool Admits(SandboxTier tier) => Tier is null || Tier == tier;
}

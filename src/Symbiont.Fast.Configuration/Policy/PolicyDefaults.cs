namespace Symbiont.Fast.Configuration;

/// <summary>
/// What a rule gets where it says nothing and the environment has a say. The rest is fixed: a rule that leaves it out
/// requires a signature and neither encryption nor content filtering, whatever the environment says.
/// </summary>
/// <param name="AuditLogging">For rules without <c>audit_logging</c>; from <c>SYMBIONT_AUDIT_LOGGING</c>.</param>
public sealed record PolicyDefaults(bool AuditLogging = true);

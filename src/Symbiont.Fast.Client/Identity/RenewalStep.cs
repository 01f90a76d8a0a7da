namespace Symbiont.Fast.Client;

/// <summary>What one call of <see cref="CredentialRenewal.StepAsync"/> did.</summary>
public enum RenewalStep
{
    /// <summary>Nothing: it is not time yet.</summary>
    Waiting,

    /// <summary>The bundle has a new credential.</summary>
    Renewed,

    /// <summary>An attempt failed; another will follow.</summary>
    Failed,

    /// <summary>The authority will not renew any more, or the validity is over. No attempt follows.</summary>
    Ended,
}

namespace Symbiont.Fast.Routing.Policy;

/// <summary>What a rule asks of each message.</summary>
/// <param name="EncryptionRequired">The payload must be sealed end to end.</param>
/// <param name="SignatureRequired">The batch must be signed.</param>
/// <param name="AuditLogging">Accepted messages are audited too; refusals always are.</param>
/// <param name="ContentFiltering">The payload must pass the content filter; that needs the sender's disclosure.</param>
/// <param name="Verification">
/// When the router verifies; <see cref="VerificationModes.IsAlwaysStrict"/> comes first.
/// </param>
public sealed record SecurityRequirements(
    bool EncryptionRequired = false,
    bool SignatureRequired = true,
    bool AuditLogging = true,
    bool ContentFiltering = false,
    VerificationMode Verification = VerificationMode.Strict);

namespace Symbiont.Fast.Routing.Policy;

/// <summary>What the hot path needs of a rule, in 16 bytes. The whole rule is <see cref="PolicyTable.this"/>.</summary>
/// <param name="Index">The rule's place in the policy, from 0.</param>
/// <param name="MessagesPerSecond">The sustained rate of one sender, in messages a second.</param>
/// <param name="BurstSize">How many messages of one sender may come at once.</param>
/// <param name="Requirements">What the rule asks of each message.</param>
public readonly record struct PolicyRule(
    int Index, int MessagesPerSecond, int BurstSize, RuleRequirements Requirements)
{
    /// <summary>The payload must be sealed end to end.</summary>
    public bool EncryptionRequired => (Requirements & RuleRequirements.Encryption) != 0;

    /// <summary>The batch must be signed.</summary>
    public bool SignatureRequired => (Requirements & RuleRequirements.Signature) != 0;

    /// <summary>Accepted messages are audited too.</summary>
    public bool AuditLogging => (Requirements & RuleRequirements.Audit) != 0;

    /// <summary>The payload must pass the content filter.</summary>
    public bool ContentFiltering => (Requirements & RuleRequirements.ContentFilter) != 0;

    /// <summary>Data and events may be forwarded before their signature is verified.</summary>
    public bool IsPipelined => (Requirements & RuleRequirements.Pipelined) != 0;

    /// <summary>A message whose destination has no room waits.</summary>
    public bool Holds => (Requirements & RuleRequirements.Hold) != 0;

    /// <summary>Reads the compact form off a rule.</summary>
    internal static PolicyRule From(CommunicationPolicy policy, int index)
    {
        SecurityRequirements asked = policy.SecurityRequirements;
        RuleRequirements requirements =
            (asked.EncryptionRequired ? RuleRequirements.Encryption : RuleRequirements.None)
            | (asked.SignatureRequired ? RuleRequirements.Signature : RuleRequirements.None)
            | (asked.AuditLogging ? RuleRequirements.Audit : RuleRequirements.None)
            | (asked.ContentFiltering ? RuleRequirements.ContentFilter : RuleRequirements.None)
            | (asked.Verification == VerificationMode.Pipelined ? RuleRequirements.Pipelined : RuleRequirements.None)
            | (policy.RateLimits.WhenOverloaded == OverloadAction.Hold ? RuleRequirements.Hold : RuleRequirements.None);
        return new PolicyRule(
            index, policy.RateLimits.MessagesPerSecond, policy.RateLimits.BurstSize, requirements);
    }
}

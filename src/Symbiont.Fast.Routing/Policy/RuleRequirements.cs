namespace Symbiont.Fast.Routing.Policy;

/// <summary>A rule's <see cref="SecurityRequirements"/> and its <see cref="OverloadAction"/> as one byte, for the hot path and for the audit log.</summary>
[Flags]
public enum RuleRequirements : byte
{
    /// <summary>The rule asks for nothing.</summary>
    None = 0,

    /// <summary>The payload must be sealed end to end.</summary>
    Encryption = 1,

    /// <summary>The batch must be signed.</summary>
    Signature = 2,

    /// <summary>Accepted messages are audited too; refusals always are.</summary>
    Audit = 4,

    /// <summary>The payload must pass the content filter.</summary>
    ContentFilter = 8,

    /// <summary>The signature may be verified after data and events were forwarded; see <see cref="VerificationMode"/>.</summary>
    Pipelined = 16,

    /// <summary>A message whose destination has no room waits; see <see cref="OverloadAction"/>.</summary>
    Hold = 32,
}

namespace Symbiont.Fast.Framing;

/// <summary>
/// How sensitive a message is, and how far an agent is cleared. Ordered: a higher value is more sensitive.
/// </summary>
public enum SecurityLevel : byte
{
    /// <summary>For anyone.</summary>
    Public = 0,

    /// <summary>For agents of the runtime.</summary>
    Restricted = 1,

    /// <summary>Sealed end to end by clients, whatever the policy says.</summary>
    Confidential = 2,

    /// <summary>The most sensitive level.</summary>
    Secret = 3,
}

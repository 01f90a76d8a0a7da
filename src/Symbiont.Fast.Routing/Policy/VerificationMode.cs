using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>When the router verifies a batch's signature. The destination always does before it delivers.</summary>
public enum VerificationMode
{
    /// <summary>Before anything of the batch is forwarded.</summary>
    Strict = 0,

    /// <summary>Right after it was forwarded on the strength of its authenticated link, and before the next.</summary>
    Pipelined = 1,
}

/// <summary>The text of each <see cref="VerificationMode"/>, and what no rule can loosen.</summary>
public static class VerificationModes
{
    /// <summary>The mode's name, as policy files spell it.</summary>
    public static string Name(VerificationMode mode) => mode == VerificationMode.Pipelined ? "pipelined" : "strict";

    /// <summary>
    /// True for messages that are verified first whatever their rule says: those that command, those that are answered,
    /// and those that must not be seen.
    /// </summary>
    public static bool IsAlwaysStrict(MessageType type, SecurityLevel level) =>
        type is not (MessageType.Data or MessageType.Event) || level >= SecurityLevel.Secret;
}

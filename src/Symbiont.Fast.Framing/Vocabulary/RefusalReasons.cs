namespace Symbiont.Fast.Framing;

/// <summary>The text of each <see cref="RefusalReason"/>, as tools, logs and documents spell it.</summary>
public static class RefusalReasons
{
    private static readonly string[] Texts =
    [
        "none", "malformed", "unsupported version", "unauthenticated", "credential expired", "revoked",
        "unknown destination", "destination unreachable", "not permitted type", "clearance too low",
        "capability missing", "signature missing", "signature invalid", "replayed", "timestamp out of range",
        "encryption required", "disclosure required", "content rejected", "rate limited", "destination overloaded",
        "payload too large", "expired ttl", "circuit open", "shutting down", "internal",
    ];

    /// <summary>How many reasons there are, <see cref="RefusalReason.None"/> included.</summary>
    public static int Count => Texts.Length;

    /// <summary>The reason's text; <c>"unknown"</c> for a number that is not assigned.</summary>
    public static string Text(RefusalReason reason) =>
        (int)reason < Texts.Length ? Texts[(int)reason] : "unknown";
}

namespace Symbiont.Fast.Routing.Audit;

/// <summary>The text of each <see cref="AuditEventKind"/>, as tools and documents spell it.</summary>
public static class AuditEventKinds
{
    /// <summary>True for the kinds that this version knows.</summary>
    public static bool IsDefined(AuditEventKind kind) =>
        kind is >= AuditEventKind.LogOpened and <= AuditEventKind.VerificationFailed;

    /// <summary>The kind's text; <c>"unknown"</c> for a number that is not assigned.</summary>
    public static string Text(AuditEventKind kind) => kind switch
    {
        AuditEventKind.LogOpened => "log opened",
        AuditEventKind.LogClosed => "log closed",
        AuditEventKind.HandshakeRefused => "handshake refused",
        AuditEventKind.SessionOpened => "session opened",
        AuditEventKind.SessionClosed => "session closed",
        AuditEventKind.ReplayDetected => "replay detected",
        AuditEventKind.SessionDisplaced => "session displaced",
        AuditEventKind.CredentialQuarantined => "credential quarantined",
        AuditEventKind.VerificationFailed => "verification failed",
        _ => "unknown",
    };
}

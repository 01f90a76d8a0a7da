namespace Symbiont.Fast.Routing.Audit;

/// <summary>What happened. The numbers stand in the file.</summary>
public enum AuditEventKind : byte
{
    /// <summary>The log was opened; handles and generations of the records before it mean nothing any more.</summary>
    LogOpened = 1,

    /// <summary>The log was closed in good order.</summary>
    LogClosed = 2,

    /// <summary>A peer was turned away before it had a session.</summary>
    HandshakeRefused = 3,

    /// <summary>An agent was let in.</summary>
    SessionOpened = 4,

    /// <summary>A session ended; the reason says whether in good order.</summary>
    SessionClosed = 5,

    /// <summary>A batch or a sequence came a second time.</summary>
    ReplayDetected = 6,

    /// <summary>A second session took the place of an agent's first; the detail says by what right.</summary>
    SessionDisplaced = 7,

    /// <summary>An agent's sessions displaced each other too often; its keys are shut out.</summary>
    CredentialQuarantined = 8,

    /// <summary>A batch that was forwarded ahead of its verification turned out not to be signed by its sender.</summary>
    VerificationFailed = 9,
}

namespace Symbiont.Fast.Routing.Audit;

/// <summary>What a record of the audit log is about. The numbers stand in the file.</summary>
public enum AuditRecordKind : byte
{
    /// <summary>A run and the verdict on each of its messages.</summary>
    Run = 1,

    /// <summary>A security event.</summary>
    Event = 2,

    /// <summary>A policy's rules, before the first run that was judged by them.</summary>
    Policy = 3,

    /// <summary>An agent's name, before the first run that gives the agent by its handle.</summary>
    Agent = 4,
}

namespace Symbiont.Fast.Routing.Audit;

/// <summary>An agent's name.</summary>
/// <param name="Number">The record's number, from 1.</param>
/// <param name="Offset">Where the record starts, in bytes from the file's start.</param>
/// <param name="Handle">Its handle, as runs give it, until the log is opened the next time.</param>
/// <param name="Name">Its name.</param>
public sealed record AuditAgentRecord(long Number, long Offset, uint Handle, string Name)
    : AuditRecord(Number, Offset);

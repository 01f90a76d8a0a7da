namespace Symbiont.Fast.Routing.Audit;

/// <summary>A record of the log, decoded.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Offset">Where it starts, in bytes from the file's start.</param>
public abstract record AuditRecord(long Number, long Offset);

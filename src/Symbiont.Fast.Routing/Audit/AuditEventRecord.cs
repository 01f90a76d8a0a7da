namespace Symbiont.Fast.Routing.Audit;

/// <summary>A security event.</summary>
/// <param name="Number">The record's number, from 1.</param>
/// <param name="Offset">Where the record starts, in bytes from the file's start.</param>
/// <param name="Event">What happened.</param>
public sealed record AuditEventRecord(long Number, long Offset, AuditEvent Event) : AuditRecord(Number, Offset);

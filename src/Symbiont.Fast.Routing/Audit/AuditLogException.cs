namespace Symbiont.Fast.Routing.Audit;

/// <summary>An audit log that must not be continued, or cannot be read on.</summary>
/// <param name="fault">What is wrong.</param>
/// <param name="record">The first bad record, from 1; 0 is the file header.</param>
/// <param name="offset">Where it starts, in bytes from the file's start.</param>
public sealed class AuditLogException(AuditFault fault, long record, long offset)
    : Exception($"Audit log: record {record} at byte {offset}: {AuditFaults.Text(fault)}.")
{
    /// <summary>What is wrong.</summary>
    public AuditFault Fault { get; } = fault;

    /// <summary>The first bad record, from 1; 0 is the file header.</summary>
    public long Record { get; } = record;

    /// <summary>Where it starts, in bytes from the file's start.</summary>
    public long Offset { get; } = offset;
}

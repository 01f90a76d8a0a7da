namespace Symbiont.Fast.Routing.Audit;

/// <summary>What <see cref="AuditVerifier"/> found.</summary>
/// <param name="Created">When the log was created, in nanoseconds since 1970 UTC; 0 when the header is bad.</param>
/// <param name="Records">How many records are good, from the log's start.</param>
/// <param name="Length">How many bytes they and the header take; where the first bad record starts, if any.</param>
/// <param name="Head">
/// The hash of the last good record, 32 bytes: it stands for all before it. Empty when the header is bad.
/// </param>
/// <param name="Fault">What is wrong with the record after the good ones.</param>
/// <param name="Counts">Verdicts and events of the good records.</param>
public sealed record AuditVerification(
    long Created, long Records, long Length, ReadOnlyMemory<byte> Head, AuditFault Fault, AuditCounts Counts)
{
    /// <summary>True when the whole log is good.</summary>
    public bool IsIntact => Fault == AuditFault.None;

    /// <summary>The first bad record, from 1, or 0 for the file header; -1 when the log is intact.</summary>
    public long BadRecord => IsIntact ? -1 : Length == 0 ? 0 : Records + 1;
}

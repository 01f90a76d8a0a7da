using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>A policy that took effect.</summary>
/// <param name="Number">The record's number, from 1.</param>
/// <param name="Offset">Where the record starts, in bytes from the file's start.</param>
/// <param name="Time">When, in nanoseconds since 1970 UTC.</param>
/// <param name="Generation">Its generation, as runs give it.</param>
/// <param name="Rules">Its rules; a run gives a rule as an index of them.</param>
public sealed record AuditPolicyRecord(
    long Number, long Offset, long Time, uint Generation, IReadOnlyList<CommunicationPolicy> Rules)
    : AuditRecord(Number, Offset);

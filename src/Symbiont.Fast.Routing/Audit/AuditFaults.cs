namespace Symbiont.Fast.Routing.Audit;

/// <summary>The text of each <see cref="AuditFault"/>, as tools and exceptions spell it.</summary>
public static class AuditFaults
{
    /// <summary>What is wrong, as the end of a sentence.</summary>
    public static string Text(AuditFault fault) => fault switch
    {
        AuditFault.None => "nothing is wrong",
        AuditFault.FileHeader => "this is not an audit log, or its header was changed",
        AuditFault.TornTail => "the file ends within this record",
        AuditFault.Length => "the length is wrong",
        AuditFault.UnknownKind => "the kind or version is unknown",
        AuditFault.ReservedNotZero => "bytes that must be zero are not",
        AuditFault.ChainMismatch => "the hash chain is broken",
        AuditFault.Content => "a value is not defined",
        _ => "unknown",
    };
}

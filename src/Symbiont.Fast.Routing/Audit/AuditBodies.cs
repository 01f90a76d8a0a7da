namespace Symbiont.Fast.Routing.Audit;

/// <summary>The questions that every body answers, whatever its kind.</summary>
internal static class AuditBodies
{
    /// <summary>
    /// The size that a body asks for by its own fields; false when too little of it is there to tell. A record's length
    /// must agree with it, so that a changed length is told from a torn tail.
    /// </summary>
    public static bool TrySize(AuditRecordKind kind, ReadOnlySpan<byte> body, out int size)
    {
        int fixedSize = kind switch
        {
            AuditRecordKind.Run => RunBody.FixedSize,
            AuditRecordKind.Event => EventBody.FixedSize,
            AuditRecordKind.Policy => PolicyBody.FixedSize,
            _ => AgentBody.FixedSize,
        };
        if (body.Length < fixedSize)
        {
            size = 0;
            return false;
        }

        size = kind switch
        {
            AuditRecordKind.Run => RunBody.Size(new RunBody(body).MessageCount),
            AuditRecordKind.Event => EventBody.SizeFrom(body),
            AuditRecordKind.Policy => PolicyBody.SizeFrom(body),
            _ => AgentBody.SizeFrom(body),
        };
        return true;
    }

    /// <summary>Checks the fields of a body whose size is right.</summary>
    public static AuditFault Check(AuditRecordKind kind, ReadOnlySpan<byte> body) => kind switch
    {
        AuditRecordKind.Run => RunBody.Check(body),
        AuditRecordKind.Event => EventBody.Check(body),
        AuditRecordKind.Policy => PolicyBody.Check(body),
        _ => AgentBody.Check(body),
    };
}

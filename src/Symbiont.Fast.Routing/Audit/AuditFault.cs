namespace Symbiont.Fast.Routing.Audit;

/// <summary>What is wrong with a log at the first place where something is.</summary>
public enum AuditFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The file does not begin with an audit log's header, or the header was changed.</summary>
    FileHeader,

    /// <summary>The file ends within a record, as after a crash, or at the moment of being written.</summary>
    TornTail,

    /// <summary>A length is impossible, or is not the one that the body asks for.</summary>
    Length,

    /// <summary>A kind or version of record that this version does not know.</summary>
    UnknownKind,

    /// <summary>Padding or a reserved field is not zero.</summary>
    ReservedNotZero,

    /// <summary>The hash does not follow from the record and the hash before: one of them was changed.</summary>
    ChainMismatch,

    /// <summary>The chain holds, but the record has a value that means nothing to this version.</summary>
    Content,
}

namespace Symbiont.Fast.Framing;

/// <summary>
/// A message's flags. Bits 2 to 4 (inspected, fragment, last) are assigned in the protocol and refused until their
/// feature exists. <see cref="Sealed"/> and <see cref="Compressed"/> bring fields with them, see
/// <see cref="MessageFlagFields"/>.
/// </summary>
[Flags]
public enum MessageFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The payload is sealed end to end; brings the seal's id and the destination's epoch.</summary>
    Sealed = 1 << 0,

    /// <summary>The payload is one LZ4 block; brings the plain size. Compressed first, then sealed.</summary>
    Compressed = 1 << 1,

    /// <summary>The answer to the call with the same correlation; only on <see cref="MessageType.Rpc"/>.</summary>
    Reply = 1 << 5,

    /// <summary>The payload tells of an error; only together with <see cref="Reply"/>.</summary>
    Error = 1 << 6,

    /// <summary>The sender wants the router's receipt for this message.</summary>
    ReceiptWanted = 1 << 7,

    /// <summary>The application asks for the message to be sent at once.</summary>
    Urgent = 1 << 8,

    /// <summary>
    /// Only from the router, in run frames: the message was refused; its payload is its leaf hash, so that the rest of
    /// the run can still be verified.
    /// </summary>
    Withheld = 1 << 15,
}

namespace Symbiont.Fast.Framing;

/// <summary>
/// A message's flags. Bits 0 to 4 (sealed, compressed, inspected, fragment, last) are assigned in the protocol and
/// refused until their feature exists.
/// </summary>
[Flags]
public enum MessageFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

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

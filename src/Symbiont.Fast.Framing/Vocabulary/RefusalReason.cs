namespace Symbiont.Fast.Framing;

/// <summary>
/// Why a message, a request or a session was refused. The numbers are stable: they travel on the wire, name a counter,
/// and stand in the audit log. <c>docs/wire-protocol.md</c> has a line for each.
/// </summary>
public enum RefusalReason : ushort
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The bytes do not follow the wire format.</summary>
    Malformed = 1,

    /// <summary>A version this end does not speak.</summary>
    UnsupportedVersion = 2,

    /// <summary>The peer did not prove to be who it says, or speaks for somebody else.</summary>
    Unauthenticated = 3,

    /// <summary>The credential's validity is over or has not begun.</summary>
    CredentialExpired = 4,

    /// <summary>The credential was revoked.</summary>
    Revoked = 5,

    /// <summary>No agent of that name or handle is known.</summary>
    UnknownDestination = 6,

    /// <summary>The destination is known but has no live session.</summary>
    DestinationUnreachable = 7,

    /// <summary>No rule allows this message type on this path.</summary>
    NotPermittedType = 8,

    /// <summary>The sender's or the destination's clearance is below the message's level.</summary>
    ClearanceTooLow = 9,

    /// <summary>The sender lacks the capability that the message type needs.</summary>
    CapabilityMissing = 10,

    /// <summary>The path wants a signature and the batch has none.</summary>
    SignatureMissing = 11,

    /// <summary>The batch signature does not verify.</summary>
    SignatureInvalid = 12,

    /// <summary>The sequence was seen before, or the batch does not continue the sender's chain.</summary>
    Replayed = 13,

    /// <summary>The timestamp is too far from the router's clock.</summary>
    TimestampOutOfRange = 14,

    /// <summary>The path wants payloads sealed end to end and this one is not.</summary>
    EncryptionRequired = 15,

    /// <summary>The path is inspected and the sender has not disclosed its content key.</summary>
    DisclosureRequired = 16,

    /// <summary>The content filter rejected the payload.</summary>
    ContentRejected = 17,

    /// <summary>The rate limit of the rule is used up; the refusal says when to try again.</summary>
    RateLimited = 18,

    /// <summary>The destination's queue is full.</summary>
    DestinationOverloaded = 19,

    /// <summary>The payload is over the limit.</summary>
    PayloadTooLarge = 20,

    /// <summary>The message's time to live ended before delivery.</summary>
    ExpiredTtl = 21,

    /// <summary>The circuit to the destination is open.</summary>
    CircuitOpen = 22,

    /// <summary>The router is draining.</summary>
    ShuttingDown = 23,

    /// <summary>A fault of this end; its log says more.</summary>
    Internal = 24,
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>What an <see cref="AuthorityEvent"/> tells of.</summary>
public enum AuthorityAction
{
    /// <summary>A bootstrap token was made.</summary>
    TokenMade,

    /// <summary>A first credential was issued.</summary>
    Issued,

    /// <summary>A credential was renewed.</summary>
    Renewed,

    /// <summary>A credential was revoked.</summary>
    Revoked,

    /// <summary>A revocation list was published; the serial is its number.</summary>
    ListPublished,

    /// <summary>A request was refused.</summary>
    Refused,

    /// <summary>The state or the list could not be written.</summary>
    WriteFailed,
}

/// <summary>One thing that the authority did or refused, for a log. It holds no secret. Immutable.</summary>
/// <param name="Action">What.</param>
/// <param name="Status">Why it was refused; <see cref="AuthorityStatus.Done"/> otherwise.</param>
/// <param name="Name">Whom it is about, as far as it is known; unproven in a refusal.</param>
/// <param name="Serial">The credential's serial, the list's number, or 0.</param>
/// <param name="Detail">The fault of the disk, or empty.</param>
public readonly record struct AuthorityEvent(
    AuthorityAction Action, AuthorityStatus Status, AgentName? Name, ulong Serial, string Detail = "");

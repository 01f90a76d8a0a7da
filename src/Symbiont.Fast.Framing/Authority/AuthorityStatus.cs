namespace Symbiont.Fast.Framing;

/// <summary>The authority's answer to a request, and the reason of a refusal.</summary>
public enum AuthorityStatus : byte
{
    /// <summary>Done; the body has what was asked for.</summary>
    Done = 0,

    /// <summary>The bytes are no request.</summary>
    Malformed = 1,

    /// <summary>This socket does not serve this kind of request, or not for this tier.</summary>
    WrongSocket = 2,

    /// <summary>No such token, a wrong HMAC, or a signature that does not verify.</summary>
    Unauthenticated = 3,

    /// <summary>The token was used before.</summary>
    TokenUsed = 4,

    /// <summary>The token's time is over.</summary>
    TokenExpired = 5,

    /// <summary>Another name than the token's, or more than the token grants.</summary>
    NotGranted = 6,

    /// <summary>The request's time is too far from the authority's clock.</summary>
    TimeOutOfRange = 7,

    /// <summary>A request of the same or a later time was accepted before.</summary>
    Replayed = 8,

    /// <summary>The credential is revoked.</summary>
    Revoked = 9,

    /// <summary>The credential's validity is over: enrol anew.</summary>
    Expired = 10,

    /// <summary>Nothing of that name or serial is in the directory.</summary>
    Unknown = 11,

    /// <summary>Less than half of the credential's validity is over.</summary>
    TooEarly = 12,

    /// <summary>A table is full.</summary>
    Full = 13,

    /// <summary>The issuer's own validity is over.</summary>
    IssuerExpired = 14,

    /// <summary>The authority could not write its state; its log says more.</summary>
    Internal = 15,
}

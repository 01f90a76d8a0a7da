namespace Symbiont.Fast.Session;

/// <summary>What <see cref="RevocationVerifier"/> says about a revocation list.</summary>
public enum RevocationVerdict : byte
{
    /// <summary>Authentic, and newer than the one before.</summary>
    Accepted = 0,

    /// <summary>Authentic, and of the same number as the one before: nothing new.</summary>
    Repeated,

    /// <summary>Authentic, and older than the one before: somebody put an old list back.</summary>
    NumberWentBack,

    /// <summary>The bytes are no revocation list.</summary>
    Malformed,

    /// <summary>A signature does not hold up to the operator's key.</summary>
    Unauthentic,

    /// <summary>The issuer that signed it is not valid now.</summary>
    IssuerOutOfForce,
}

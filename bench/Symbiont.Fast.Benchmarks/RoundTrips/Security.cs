namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>What a round trip's messages bear. Every link is encrypted, and every message is judged by the policy.</summary>
internal enum Security
{
    /// <summary>No signature.</summary>
    Unsigned,

    /// <summary>Signed; forwarded before the router has verified it, while the destination verifies it too.</summary>
    Pipelined,

    /// <summary>Signed; forwarded after the router has verified it, and verified again by the destination.</summary>
    Strict,
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>A proven agent, as its tier's bus hands it to the router. Immutable.</summary>
/// <param name="Identity">Who it is and what it may do, by its verified credential.</param>
/// <param name="SigningKey">Verifies its batches.</param>
/// <param name="Credential">The credential's bytes, for those it writes to.</param>
/// <param name="Digest">The identity digest of its name, 32 bytes.</param>
/// <param name="NotAfter">When the credential ends, in nanoseconds since 1970 UTC.</param>
/// <param name="HandshakeHash">The session's handshake hash, 32 bytes: the first batch's previous root.</param>
/// <param name="Port">The way back to the agent.</param>
public sealed record AgentAdmission(
    AgentIdentity Identity,
    VerificationKey SigningKey,
    byte[] Credential,
    byte[] Digest,
    long NotAfter,
    byte[] HandshakeHash,
    EgressPort Port)
{
    /// <summary>
    /// The session's exporter secret: whoever shows it may displace the session. Null where sessions are never
    /// displaced by proof. The router wipes it with the session's end.
    /// </summary>
    public ExporterSecret? Exporter { get; init; }

    /// <summary>The session that this one is to displace; null when it claims nothing.</summary>
    public DisplacementClaim? Displacement { get; init; }

    /// <summary>How many lanes the session is to have, this one included.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>The session that this link is to join as a lane; null when it opens one.</summary>
    public LaneClaim? Joins { get; init; }
}

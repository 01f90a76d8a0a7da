namespace Symbiont.Fast.Session;

/// <summary>What a router does after it has read a handshake frame.</summary>
public enum HandshakeOutcome
{
    /// <summary>Send the answer and wait for the next frame.</summary>
    Answer,

    /// <summary>The handshake is complete and the credential holds.</summary>
    Established,

    /// <summary>
    /// The handshake is complete but the credential does not hold: tell the peer why, sealed, and close.
    /// </summary>
    Refused,

    /// <summary>
    /// The peer did not show that it knows the router's key, or broke the protocol: close without a byte.
    /// </summary>
    Silence,
}

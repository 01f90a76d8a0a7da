namespace Symbiont.Fast.Conductor;

/// <summary>What the conductor is to do with a job.</summary>
internal enum HandshakeStep
{
    /// <summary>The first frame of a stranger, who has shown nothing yet.</summary>
    FirstFrame,

    /// <summary>A later frame of a handshake that was answered.</summary>
    LaterFrame,

    /// <summary>The signature over the handshake hash.</summary>
    Proof,
}

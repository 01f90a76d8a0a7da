namespace Symbiont.Fast.Framing;

/// <summary>What a frame carries.</summary>
public enum FrameKind : byte
{
    /// <summary>A Noise handshake message, not yet under a record key.</summary>
    Handshake = 1,

    /// <summary>A batch, from an agent to the router.</summary>
    Batch = 2,

    /// <summary>A run with its path to the batch root, from the router to an agent.</summary>
    Run = 3,

    /// <summary>One or more control messages.</summary>
    Control = 4,

    /// <summary>The last frame of a session, with the reason.</summary>
    Close = 5,
}

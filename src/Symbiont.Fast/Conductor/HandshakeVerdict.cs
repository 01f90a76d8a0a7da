namespace Symbiont.Fast.Conductor;

/// <summary>What became of a job.</summary>
internal enum HandshakeVerdict
{
    /// <summary>Nothing was done: the bus no longer waits for it.</summary>
    Abandoned,

    /// <summary>Close without a byte.</summary>
    Silence,

    /// <summary>Send the answer and wait for the next frame.</summary>
    Answer,

    /// <summary>The keys are there and the credential holds.</summary>
    Established,

    /// <summary>The keys are there and the credential does not hold.</summary>
    Refused,

    /// <summary>The signature is the credential's.</summary>
    Proven,

    /// <summary>The signature is not the credential's.</summary>
    Unproven,

    /// <summary>Memory or key slots have run out.</summary>
    Shortage,
}

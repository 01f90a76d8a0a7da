namespace Symbiont.Fast.Framing;

/// <summary>What is wrong with bytes that were to be a frame. Decoding returns it; it never throws.</summary>
public enum FrameError : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The version is not <see cref="WireLimits.Version"/>.</summary>
    UnsupportedVersion,

    /// <summary>The frame kind is not assigned.</summary>
    UnknownKind,

    /// <summary>A reserved bit or byte is not zero.</summary>
    ReservedNotZero,

    /// <summary>A length is below or above its limit.</summary>
    LengthOutOfRange,

    /// <summary>The bytes end before the structure does.</summary>
    Truncated,

    /// <summary>Bytes follow the structure's end.</summary>
    TrailingBytes,

    /// <summary>A count is zero, over its limit, or disagrees with what follows.</summary>
    CountMismatch,

    /// <summary>The signature suite is not assigned.</summary>
    UnknownSignatureSuite,

    /// <summary>The destination kind is not assigned, or not supported yet.</summary>
    UnknownDestinationKind,

    /// <summary>The message type is not assigned.</summary>
    UnknownMessageType,

    /// <summary>The security level is not assigned.</summary>
    UnknownSecurityLevel,

    /// <summary>A flag is not assigned, or not supported yet.</summary>
    UnsupportedFlags,

    /// <summary>Padding is not zero.</summary>
    PaddingNotZero,

    /// <summary>A run's first sequence does not follow from the batch's.</summary>
    SequenceMismatch,

    /// <summary>A payload is over <see cref="WireLimits.MaxPayload"/>.</summary>
    PayloadTooLarge,

    /// <summary>The control code is not assigned.</summary>
    UnknownControlCode,

    /// <summary>Text is not UTF-8 or not of its form.</summary>
    BadText,
}

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>What a completion is about; the highest byte of its user data.</summary>
internal enum RingOperation : byte
{
    /// <summary>Another operation was ended; says so only when it found none.</summary>
    Cancel,

    /// <summary>The doorbell rang.</summary>
    Doorbell,

    /// <summary>Something is ready at a poller of what has no place in a ring.</summary>
    Poller,

    /// <summary>A listener's connections.</summary>
    Accept,

    /// <summary>A connection's bytes.</summary>
    Receive,

    /// <summary>A connection's bytes have gone, or some of them.</summary>
    Send,

    /// <summary>A connection's socket has room again.</summary>
    Room,
}

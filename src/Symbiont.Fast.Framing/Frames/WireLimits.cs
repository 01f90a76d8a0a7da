namespace Symbiont.Fast.Framing;

/// <summary>Every limit of the wire format. <c>docs/wire-protocol.md</c> explains each.</summary>
public static class WireLimits
{
    /// <summary>The protocol version in every frame header.</summary>
    public const byte Version = 1;

    /// <summary>The largest frame, header and tag included, in bytes.</summary>
    public const int MaxFrame = 256 * 1024;

    /// <summary>The largest handshake frame, in bytes: an unauthenticated peer gets no larger buffer.</summary>
    public const int MaxHandshakeFrame = 4 * 1024;

    /// <summary>The longest AEAD tag, in bytes (AEGIS).</summary>
    public const int MaxTag = 32;

    /// <summary>The most messages in a batch.</summary>
    public const int MaxBatchMessages = 256;

    /// <summary>The most runs in a batch.</summary>
    public const int MaxBatchRuns = 256;

    /// <summary>A batch closes when its messages reach this many bytes.</summary>
    public const int BatchCloseBytes = 128 * 1024;

    /// <summary>The largest payload of one message, in bytes. Larger ones travel as streams.</summary>
    public const int MaxPayload = 128 * 1024;

    /// <summary>
    /// The most bytes of messages in one run of an agent's batch. Chosen so that the run's delivery, which adds a path
    /// and in which each withheld message may take 32 bytes more, always fits a frame.
    /// </summary>
    public const int MaxRunBytes = 240 * 1024;

    /// <summary>The last sequence of an epoch: a message id has 48 bits for it.</summary>
    public const ulong MaxSequence = (1UL << 48) - 1;

    /// <summary>The most hashes in a path: a batch of 256 runs has a tree of depth 8.</summary>
    public const int MaxPath = 8;

    /// <summary>Everything is aligned to this many bytes.</summary>
    public const int Alignment = 8;

    /// <summary>The most lanes of a session, the first included.</summary>
    public const int MaxLanes = 8;

    /// <summary>Rounds a length up to <see cref="Alignment"/>.</summary>
    public static int Align(int length) => (length + (Alignment - 1)) & ~(Alignment - 1);
}

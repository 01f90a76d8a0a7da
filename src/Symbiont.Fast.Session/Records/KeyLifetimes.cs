namespace Symbiont.Fast.Session;

/// <summary>How long keys are used. Both ends have their own; immutable.</summary>
public sealed record KeyLifetimes
{
    /// <summary>The defaults.</summary>
    public static KeyLifetimes Default { get; } = new();

    /// <summary>A sender changes its record key after so many frames. 1 to <see cref="MaxFrames"/>.</summary>
    public long RekeyFrames { get; init; } = 1L << 22;

    /// <summary>A sender that sends changes its record key after so long. Positive.</summary>
    public TimeSpan RekeyAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A receiver ends the session of a sender that goes on under one record key for longer. Far below what any suite
    /// bears, far above when an honest sender changes.
    /// </summary>
    public long MaxFrames { get; init; } = 1L << 24;

    /// <summary>The agent shakes hands again inside the session after so long, or up to a fifth earlier.</summary>
    public TimeSpan RehandshakeAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A session whose latest handshake is so old is ended, by both ends.</summary>
    public TimeSpan SessionLimit { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>The router bears no handshake inside a session sooner than so long after the one before.</summary>
    public TimeSpan RehandshakeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A handshake inside a session that is not complete after so long ends the session.</summary>
    public TimeSpan RehandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A duration as the clocks count it.</summary>
    public static long Nanoseconds(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Refuses lifetimes that cannot be kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void ThrowIfUnfit()
    {
        // AES-GCM with random-looking nonces bears 2^32 frames; nothing here may come near.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxFrames, 1L << 28);
        ArgumentOutOfRangeException.ThrowIfLessThan(RekeyFrames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RekeyFrames, MaxFrames);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RekeyAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RehandshakeAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RehandshakeInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RehandshakeTimeout, TimeSpan.Zero);

        // Else every session would end in its prime.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SessionLimit, RehandshakeAfter);
    }
}

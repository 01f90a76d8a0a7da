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

    /// <summary>Refuses lifetimes that cannot be kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void ThrowIfUnfit()
    {
        // AES-GCM with random-looking nonces bears 2^32 frames; nothing here may come near.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxFrames, 1L << 28);
        ArgumentOutOfRangeException.ThrowIfLessThan(RekeyFrames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RekeyFrames, MaxFrames);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RekeyAfter, TimeSpan.Zero);
    }
}

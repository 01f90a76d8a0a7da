namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>The limits of waiting for a destination's room.</summary>
public sealed record FlowControlOptions
{
    /// <summary>
    /// How long a message waits at most. Shorter than the clients' send timeout, so that a sender hears of the refusal
    /// before it gives up; at most 10 s, since a sender that waits cannot prove itself anew. A router that stops lets nothing
    /// wait for longer than half of its shutdown timeout.
    /// </summary>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most bytes of batches that wait in one shard; past it messages are refused at once.</summary>
    public int MaxHeldBytes { get; init; } = 64 << 20;

    /// <summary>Checks the limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is negative, or the time is over 10 s.</exception>
    public void ThrowIfUnfit()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(HoldTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HoldTimeout, TimeSpan.FromSeconds(10));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxHeldBytes);
    }
}

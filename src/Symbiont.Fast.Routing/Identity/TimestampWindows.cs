namespace Symbiont.Fast.Routing.Identity;

/// <summary>How far a message's timestamp may be from the router's clock, either way, in nanoseconds.</summary>
/// <param name="Control">For control messages.</param>
/// <param name="Other">For all others.</param>
public readonly record struct TimestampWindows(long Control, long Other)
{
    /// <summary>5 s for control messages, 30 s for the others.</summary>
    public static TimestampWindows Default => new(5_000_000_000L, 30_000_000_000L);
}

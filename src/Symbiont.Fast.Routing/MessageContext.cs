using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing;

/// <summary>What the steps know about the message they judge.</summary>
internal readonly ref struct MessageContext
{
    /// <summary>The message's header.</summary>
    public required MessageHeader Header { get; init; }

    /// <summary>What the header's flags brought.</summary>
    public required ReadOnlySpan<byte> FlagData { get; init; }

    /// <summary>The sender's session.</summary>
    public required AgentSession Sender { get; init; }

    /// <summary>The destination's session.</summary>
    public required AgentSession Destination { get; init; }

    /// <summary>True when the batch has a signature: a valid one, or one that is verified next.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>The time in nanoseconds since 1970 UTC.</summary>
    public required long Now { get; init; }

    /// <summary>The monotonic clock in nanoseconds.</summary>
    public required long MonotonicNow { get; init; }
}

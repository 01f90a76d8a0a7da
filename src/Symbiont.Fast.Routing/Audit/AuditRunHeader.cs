using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>What the messages of an audited run have in common.</summary>
public readonly ref struct AuditRunHeader
{
    /// <summary>When the run was judged, in nanoseconds since 1970 UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The policy that judged it.</summary>
    public required PolicyTable Policy { get; init; }

    /// <summary>The sender's directory handle.</summary>
    public required uint SenderHandle { get; init; }

    /// <summary>The sender's name, as its session proved it.</summary>
    public required AgentName Sender { get; init; }

    /// <summary>The first eight bytes of the SHA-256 of the sender's signing key.</summary>
    public required ulong SenderKeyId { get; init; }

    /// <summary>The sender's session number.</summary>
    public required uint SenderEpoch { get; init; }

    /// <summary>What the run is addressed to.</summary>
    public required DestinationKind DestinationKind { get; init; }

    /// <summary>The destination's handle, as the sender gave it.</summary>
    public required uint DestinationHandle { get; init; }

    /// <summary>The destination's name; null when nobody has the handle.</summary>
    public required AgentName? Destination { get; init; }

    /// <summary>The first message's sequence; the others follow without gaps.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>The run's number from this sender to this destination in this epoch.</summary>
    public required ulong RunNumber { get; init; }

    /// <summary>The root of the run's batch, 32 bytes: what the sender signed.</summary>
    public required ReadOnlySpan<byte> BatchRoot { get; init; }

    /// <summary>How many messages the run has, 1 to <see cref="WireLimits.MaxBatchMessages"/>.</summary>
    public required int MessageCount { get; init; }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>A run of messages and the verdict on each.</summary>
/// <param name="Number">The record's number, from 1.</param>
/// <param name="Offset">Where the record starts, in bytes from the file's start.</param>
public sealed record AuditRunRecord(long Number, long Offset) : AuditRecord(Number, Offset)
{
    /// <summary>When the run was judged, in nanoseconds since 1970 UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The generation of the policy that judged it.</summary>
    public required uint PolicyGeneration { get; init; }

    /// <summary>The sender's handle.</summary>
    public required uint SenderHandle { get; init; }

    /// <summary>The sender's name; null when the log does not give it.</summary>
    public required string? Sender { get; init; }

    /// <summary>The first eight bytes of the SHA-256 of the sender's signing key.</summary>
    public required ulong SenderKeyId { get; init; }

    /// <summary>The sender's session number.</summary>
    public required uint SenderEpoch { get; init; }

    /// <summary>What the run was addressed to.</summary>
    public required DestinationKind DestinationKind { get; init; }

    /// <summary>The destination's handle.</summary>
    public required uint DestinationHandle { get; init; }

    /// <summary>The destination's name; null when nobody had the handle.</summary>
    public required string? Destination { get; init; }

    /// <summary>The run's number from this sender to this destination in this epoch.</summary>
    public required ulong RunNumber { get; init; }

    /// <summary>The root of the run's batch, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> BatchRoot { get; init; }

    /// <summary>The messages, in order.</summary>
    public required IReadOnlyList<AuditedMessage> Messages { get; init; }
}

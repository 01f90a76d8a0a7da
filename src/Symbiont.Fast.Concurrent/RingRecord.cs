namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A record seen by <see cref="OneToOneRing.TryPeek"/>; valid until <see cref="OneToOneRing.Release"/>.
/// </summary>
public readonly ref struct RingRecord
{
    internal RingRecord(int kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
    }

    /// <summary>What the producer called it; positive.</summary>
    public int Kind { get; }

    /// <summary>Its content, in place.</summary>
    public ReadOnlySpan<byte> Bytes { get; }
}

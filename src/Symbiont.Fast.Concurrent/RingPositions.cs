using System.Runtime.InteropServices;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// The positions of a <see cref="OneToOneRing"/>: byte counts since its start, which only grow. Each group has its own
/// 128 bytes, since processors prefetch cache lines in pairs, so that the two threads share a line only when one really
/// reads what the other published.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 6 * Line)]
internal struct RingPositions
{
    private const int Line = 128;

    // 0..127 empty: keeps whatever lies before this struct away.

    /// <summary>End of the last committed record; written by the producer.</summary>
    [FieldOffset(1 * Line)]
    public long Tail;

    // 136..255 empty.

    /// <summary>The producer's last look at <see cref="Head"/>.</summary>
    [FieldOffset(2 * Line)]
    public long HeadSeen;

    /// <summary>
    /// Where <see cref="Tail"/> will be when the open claim commits, 0 if none is open; the producer's own.
    /// </summary>
    [FieldOffset(2 * Line + 8)]
    public long ClaimEnd;

    // 272..383 empty.

    /// <summary>End of the last released record; written by the consumer.</summary>
    [FieldOffset(3 * Line)]
    public long Head;

    // 392..511 empty.

    /// <summary>The consumer's last look at <see cref="Tail"/>.</summary>
    [FieldOffset(4 * Line)]
    public long TailSeen;

    /// <summary>
    /// Where <see cref="Head"/> will be when the peeked record is released, 0 if none is; the consumer's own.
    /// </summary>
    [FieldOffset(4 * Line + 8)]
    public long PeekEnd;

    // 528..767 empty: keeps whatever lies after this struct away.
}

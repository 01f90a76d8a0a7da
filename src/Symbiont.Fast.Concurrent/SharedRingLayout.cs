namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Where things lie in the memory of <see cref="SharedRings"/>. Each word that one side writes while the other reads
/// has 128 bytes to itself, since processors prefetch cache lines in pairs.
/// </summary>
/// <remarks>
/// <code>
///      0  magic, bytes of a ring                 written by the maker before anybody else has the memory
///    128  the maker's words (see below)
///    768  the taker's words
///   1408  empty
///   4096  ring from the maker to the taker
///      …  ring from the taker to the maker
/// </code>
/// </remarks>
internal static class SharedRingLayout
{
    /// <summary>Bytes before the rings: a page.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>Says that this is such memory, and which version of it: "SFRINGS" and a 1.</summary>
    public const long Magic = 0x01_53_47_4E_49_52_46_53;

    public const int MagicOffset = 0;
    public const int RingBytesOffset = MagicOffset + sizeof(long);
    public const int MakerOffset = Line;
    public const int TakerOffset = MakerOffset + WordsBytes;

    // A side's words, from the beginning of its own.

    /// <summary>How many bytes this side has ever written to its ring.</summary>
    public const int Tail = 0;

    /// <summary>How many bytes this side has ever read of the other's ring.</summary>
    public const int Head = Tail + Line;

    /// <summary>Not 0 once this side can read from the ring.</summary>
    public const int IsReady = Head + Line;

    /// <summary>Not 0 once this side writes to the ring.</summary>
    public const int HasSwitched = IsReady + sizeof(int);

    /// <summary>How many bytes this side had sent another way before that.</summary>
    public const int SentBefore = HasSwitched + sizeof(int);

    /// <summary>Not 0 once this side writes no more.</summary>
    public const int IsCompleted = SentBefore + sizeof(long);

    /// <summary>Not 0 once this side reads no more.</summary>
    public const int IsAbandoned = IsCompleted + sizeof(int);

    /// <summary>Not 0 while this side sleeps until there are bytes.</summary>
    public const int WaitsForBytes = IsReady + Line;

    /// <summary>Not 0 while this side sleeps until there is room.</summary>
    public const int WaitsForRoom = WaitsForBytes + Line;

    private const int Line = 128;
    private const int WordsBytes = WaitsForRoom + Line;
}

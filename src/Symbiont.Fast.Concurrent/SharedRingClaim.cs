namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Room for one record, from <see cref="ManyToOneRing.TryClaim"/>: write <see cref="Bytes"/>, then <see cref="Commit"/>
/// or <see cref="Abort"/> on the same thread. Unlike a <see cref="RingClaim"/> it must not be forgotten: the consumer
/// sees nothing that was claimed after it.
/// </summary>
public ref struct SharedRingClaim
{
    private readonly int _kind;
    private readonly long _start;
    private ManyToOneRing? _ring;

    internal SharedRingClaim(ManyToOneRing ring, int kind, long start, Span<byte> bytes)
    {
        _ring = ring;
        _kind = kind;
        _start = start;
        Bytes = bytes;
    }

    /// <summary>The room, exactly as long as claimed, all zeros.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>Publishes the record.</summary>
    /// <exception cref="InvalidOperationException">It was committed or aborted before.</exception>
    public void Commit() => TakeRing().Commit(_kind, Bytes.Length, _start);

    /// <summary>Gives the room back; the consumer skips it.</summary>
    /// <exception cref="InvalidOperationException">It was committed or aborted before.</exception>
    public void Abort() => TakeRing().Abort(Bytes.Length, _start);

    private ManyToOneRing TakeRing()
    {
        ManyToOneRing? ring = _ring;
        _ring = null;
        return ring ?? throw new InvalidOperationException("This claim is committed or aborted already.");
    }
}

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Room for one record, from <see cref="OneToOneRing.TryClaim"/>: write <see cref="Bytes"/>, then <see cref="Commit"/>
/// or <see cref="Abort"/> on the producer's thread. The consumer sees nothing before <see cref="Commit"/>, and a claim
/// that is simply forgotten is as good as aborted.
/// </summary>
public ref struct RingClaim
{
    private readonly int _kind;
    private readonly long _end;
    private OneToOneRing? _ring;

    internal RingClaim(OneToOneRing ring, int kind, long end, Span<byte> bytes)
    {
        _ring = ring;
        _kind = kind;
        _end = end;
        Bytes = bytes;
    }

    /// <summary>The room, exactly as long as claimed. What it holds before it is written is unspecified.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>Publishes the record.</summary>
    /// <exception cref="InvalidOperationException">It was committed or aborted before, or a later claim replaced
    /// it.</exception>
    public void Commit()
    {
        OneToOneRing ring = TakeRing();
        ring.Commit(_kind, Bytes.Length, _end);
    }

    /// <summary>Gives the room back; the consumer never sees it.</summary>
    /// <exception cref="InvalidOperationException">It was committed or aborted before, or a later claim replaced
    /// it.</exception>
    public void Abort()
    {
        OneToOneRing ring = TakeRing();
        ring.Abort(_end);
    }

    private OneToOneRing TakeRing()
    {
        OneToOneRing? ring = _ring;
        _ring = null;
        return ring ?? throw new InvalidOperationException("This claim is committed or aborted already.");
    }
}

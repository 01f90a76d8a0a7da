using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Delivery;

/// <summary>
/// The ring from the router to one session. Every shard writes frame bodies, the bus's thread seals and sends them. A
/// full ring refuses; it never makes a shard wait.
/// </summary>
public sealed class EgressPort : IDisposable
{
    private readonly ManyToOneRing _ring;
    private readonly ReadySet _ready;
    private int _closeReason;
    private volatile bool _isHeld;

    /// <summary>Makes the port of a session.</summary>
    /// <param name="slot">The session's place in its bus.</param>
    /// <param name="capacity">The ring's size in bytes, a power of two.</param>
    /// <param name="ready">The bus's set of those that have something.</param>
    public EgressPort(int slot, int capacity, ReadySet ready)
    {
        Slot = slot;
        _ring = new ManyToOneRing(capacity);
        _ready = ready;
    }

    /// <summary>The session's place in its bus.</summary>
    public int Slot { get; }

    /// <summary>
    /// Router: room for a frame body, which must be committed or aborted; false when the ring is full.
    /// </summary>
    public bool TryClaim(FrameKind kind, int bodyLength, out SharedRingClaim claim) =>
        _ring.TryClaim((int)kind, bodyLength, out claim);

    /// <summary>Router: true when a claim of so many bytes would succeed, unless another shard is faster.</summary>
    public bool HasRoom(int bodyLength) => _ring.HasRoomFor(bodyLength);

    /// <summary>Router: announces what was committed.</summary>
    public void Announce() => _ready.Add(Slot);

    /// <summary>
    /// The session's shard: the session is to end, once what stands in the ring has been sent; <see
    /// cref="RefusalReason.None"/> for an ordinary end.
    /// </summary>
    public void RequestClose(RefusalReason reason)
    {
        Volatile.Write(ref _closeReason, (int)reason + 1);
        Announce();
    }

    /// <summary>
    /// The session's shard sets it while batches of this agent's wait for room at their destination; its bus reads no
    /// further batch of it meanwhile.
    /// </summary>
    public bool IsHeld
    {
        get => _isHeld;
        set => _isHeld = value;
    }

    /// <summary>Bus: true when the router wants the session to end.</summary>
    public bool TryGetCloseReason(out RefusalReason reason)
    {
        int requested = Volatile.Read(ref _closeReason);
        reason = (RefusalReason)Math.Max(requested - 1, 0);
        return requested != 0;
    }

    /// <summary>Bus: the next frame body; it stays until <see cref="Release"/>.</summary>
    public bool TryPeek(out FrameKind kind, out ReadOnlySpan<byte> body)
    {
        bool any = _ring.TryPeek(out RingRecord record);
        kind = any ? (FrameKind)record.Kind : default;
        body = any ? record.Bytes : default;
        return any;
    }

    /// <summary>Bus: true when nothing is in the ring, not even what a shard is still writing.</summary>
    public bool IsEmpty => _ring.Used == 0;

    /// <summary>Bus: frees the frame body that was peeked.</summary>
    public void Release() => _ring.Release();

    /// <summary>Releases the ring; only when no thread uses it any more.</summary>
    public void Dispose() => _ring.Dispose();
}

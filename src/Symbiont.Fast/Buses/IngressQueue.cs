using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Buses;

/// <summary>
/// The ring from one bus to one shard of the router. Every record starts with the session's slot (u32) and a reason (u16, 0, 0); the
/// proven agent itself is an object and travels beside the ring, in the same order.
/// </summary>
internal sealed class IngressQueue : IDisposable
{
    public const int PrefixSize = 8;

    /// <summary>Stands between the two texts of a record that has two.</summary>
    public const char Separator = '\0';

    private readonly OneToOneRing _ring;
    private readonly ConcurrentQueue<AgentAdmission> _admissions = new();
    private readonly IDoorbell _router;

    public IngressQueue(int capacity, IDoorbell router) => (_ring, _router) = (new OneToOneRing(capacity), router);

    public int Capacity => _ring.Capacity;

    public bool IsEmpty => _ring.IsEmpty;

    /// <summary>Bus: room for a record whose body the caller writes at <see cref="PrefixSize"/>.</summary>
    public bool TryClaim(BusEventKind kind, int slot, int bodyLength, out RingClaim claim)
    {
        if (!_ring.TryClaim((int)kind, PrefixSize + bodyLength, out claim))
        {
            return false;
        }

        WritePrefix(claim.Bytes, slot, RefusalReason.None);
        return true;
    }

    /// <summary>Bus: true when the ring takes whatever a frame of this length can bring.</summary>
    public bool HasRoom(int frameLength)
    {
        if (!TryClaim(BusEventKind.Batch, 0, frameLength, out RingClaim probe))
        {
            return false;
        }

        probe.Abort();
        return true;
    }

    /// <summary>Bus: wakes the shard.</summary>
    public void Wake() => _router.Ring();

    /// <summary>Bus: publishes a claim and wakes the router.</summary>
    public void Publish(RingClaim claim)
    {
        claim.Commit();
        _router.Ring();
    }

    /// <summary>Bus: a session has opened.</summary>
    public bool TryOpened(int slot, AgentAdmission admission) => TryAdmit(BusEventKind.Opened, slot, admission);

    /// <summary>Bus: a session's agent has proven itself anew.</summary>
    public bool TryRenewed(int slot, AgentAdmission admission) => TryAdmit(BusEventKind.Renewed, slot, admission);

    private bool TryAdmit(BusEventKind kind, int slot, AgentAdmission admission)
    {
        if (!TryClaim(kind, slot, 0, out RingClaim claim))
        {
            return false;
        }

        _admissions.Enqueue(admission);
        Publish(claim);
        return true;
    }

    /// <summary>Bus: a session is over.</summary>
    public bool TryClosed(int slot, RefusalReason reason)
    {
        if (!TryClaim(BusEventKind.Closed, slot, 0, out RingClaim claim))
        {
            return false;
        }

        WritePrefix(claim.Bytes, slot, reason);
        Publish(claim);
        return true;
    }

    /// <summary>
    /// Bus: a peer was refused at the end of the handshake; <paramref name="who"/> is its name or listener.
    /// </summary>
    public bool TryRefused(RefusalReason reason, string who) => TryTell(BusEventKind.HandshakeRefused, reason, who);

    /// <summary>
    /// Bus: a peer was turned away before its handshake, at the listener <paramref name="who"/>. The texts are parted by
    /// a NUL.
    /// </summary>
    public bool TryTurnedAway(string who, string detail) =>
        TryTell(BusEventKind.TurnedAway, RefusalReason.Unauthenticated, who + Separator + detail);

    private bool TryTell(BusEventKind kind, RefusalReason reason, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (!TryClaim(kind, 0, length, out RingClaim claim))
        {
            return false;
        }

        WritePrefix(claim.Bytes, 0, reason);
        Encoding.UTF8.GetBytes(text, claim.Bytes[PrefixSize..]);
        Publish(claim);
        return true;
    }

    /// <summary>Router: the next record; it stays until <see cref="Release"/>.</summary>
    public bool TryPeek(out IngressRecord record)
    {
        bool any = _ring.TryPeek(out RingRecord raw);
        record = any ? new IngressRecord((BusEventKind)raw.Kind, raw.Bytes) : default;
        return any;
    }

    /// <summary>Router: frees the record that was peeked.</summary>
    public void Release() => _ring.Release();

    /// <summary>Router: the agent of the <see cref="BusEventKind.Opened"/> or
    /// <see cref="BusEventKind.Renewed"/> record that was peeked.</summary>
    public AgentAdmission TakeAdmission() => _admissions.TryDequeue(out AgentAdmission? admission)
        ? admission
        : throw new InvalidOperationException("An opened session came without its admission.");

    /// <summary>Releases the ring, and wipes what nobody took; after both threads have stopped.</summary>
    public void Dispose()
    {
        while (_admissions.TryDequeue(out AgentAdmission? admission))
        {
            admission.Exporter?.Dispose();
        }

        _ring.Dispose();
    }

    private static void WritePrefix(Span<byte> bytes, int slot, RefusalReason reason)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)slot);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], (ushort)reason);
    }
}

using System.Buffers.Binary;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Routing.Delivery;

/// <summary>
/// Tells a bus which of its sessions have something to send, so that it need not look at all of them. Written by the
/// router's thread, read by the bus's. Each session stands in it at most once, so it cannot overflow.
/// </summary>
public sealed class ReadyQueue : IDisposable
{
    private const int Kind = 1;
    private const int EntrySize = sizeof(uint);

    // Header and body of a ring record, rounded to 8.
    private const int RecordSize = 16;

    private readonly OneToOneRing _ring;
    private readonly IDoorbell _doorbell;

    /// <summary>Makes a queue for at most <paramref name="sessions"/> sessions.</summary>
    /// <param name="sessions">The most sessions the bus has.</param>
    /// <param name="doorbell">Wakes the bus's thread.</param>
    public ReadyQueue(int sessions, IDoorbell doorbell)
    {
        int bytes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(sessions + 1) * 2 * RecordSize);
        _ring = new OneToOneRing(Math.Max(bytes, OneToOneRing.MinCapacity));
        _doorbell = doorbell;
    }

    /// <summary>Takes the next session's slot; false when there is none.</summary>
    public bool TryTake(out int slot)
    {
        slot = 0;
        if (!_ring.TryPeek(out RingRecord record))
        {
            return false;
        }

        slot = (int)BinaryPrimitives.ReadUInt32LittleEndian(record.Bytes);
        _ring.Release();
        return true;
    }

    /// <summary>Releases the ring.</summary>
    public void Dispose() => _ring.Dispose();

    internal void Add(int slot)
    {
        if (!_ring.TryClaim(Kind, EntrySize, out RingClaim claim))
        {
            throw new InvalidOperationException("More sessions are ready than the bus has.");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(claim.Bytes, (uint)slot);
        claim.Commit();
        _doorbell.Ring();
    }
}

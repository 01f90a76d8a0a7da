using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// Room in the audit log for a run, taken before anything of the run is delivered: <see cref="Add"/> each message's
/// verdict in order, then <see cref="Commit"/>, or <see cref="Abort"/> and nothing was recorded. Shard thread; begin no
/// other record meanwhile.
/// </summary>
public ref struct AuditRunClaim
{
    private readonly IDoorbell _doorbell;
    private RingClaim _claim;

    internal AuditRunClaim(RingClaim claim, IDoorbell doorbell, int messageCount)
    {
        _claim = claim;
        _doorbell = doorbell;
        MessageCount = messageCount;
    }

    /// <summary>How many messages the run has.</summary>
    public int MessageCount { get; }

    /// <summary>How many verdicts were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next message's verdict.</summary>
    /// <param name="verdict">Why it is refused; <see cref="RefusalReason.None"/> when it is accepted.</param>
    /// <param name="ruleIndex">The rule that decided, or -1 when none did.</param>
    /// <param name="type">Its type.</param>
    /// <param name="level">Its level.</param>
    /// <param name="payloadLength">Its payload's length in bytes.</param>
    /// <param name="leafHash">Its leaf hash, 32 bytes.</param>
    /// <exception cref="InvalidOperationException">All messages of the run have their verdict.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not defined; readers would call it damage.</exception>
    public void Add(
        RefusalReason verdict, int ruleIndex, MessageType type, SecurityLevel level, int payloadLength,
        ReadOnlySpan<byte> leafHash)
    {
        if (Count == MessageCount)
        {
            throw new InvalidOperationException($"The run has {MessageCount} messages, and all have their verdict.");
        }

        RunMessageEntry.ThrowIfUndefined(verdict, ruleIndex, type, level, payloadLength);
        RunMessageEntry.Write(Entry(Count), verdict, ruleIndex, type, level, payloadLength, leafHash);
        Count++;
    }

    /// <summary>Changes a verdict that was added, for a message that could not be delivered after all.</summary>
    /// <param name="index">The message's place in the run, from 0.</param>
    /// <param name="verdict">The verdict that holds.</param>
    public void Amend(int index, RefusalReason verdict)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        RunMessageEntry.ThrowIfUndefined(verdict);
        RunMessageEntry.WriteVerdict(Entry(index), verdict);
    }

    /// <summary>Records the run and wakes the audit writer.</summary>
    /// <exception cref="InvalidOperationException">A message has no verdict, or the claim is closed.</exception>
    public void Commit()
    {
        if (Count != MessageCount)
        {
            throw new InvalidOperationException($"{Count} of the run's {MessageCount} messages have a verdict.");
        }

        _claim.Commit();
        _doorbell.Ring();
    }

    /// <summary>Gives the room back; nothing is recorded.</summary>
    public void Abort() => _claim.Abort();

    private readonly Span<byte> Entry(int index) =>
        _claim.Bytes.Slice(RunBody.FixedSize + (index * RunMessageEntry.Size), RunMessageEntry.Size);
}

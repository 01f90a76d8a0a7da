using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// One thread's way into the audit log: records become bodies in a ring, which the <see cref="AuditJournal"/> drains on
/// the audit writer's thread. Owned by the thread that produces into the ring; another thread gets a trail of its own.
/// </summary>
/// <remarks>
/// <para>Every method returns false, and counts it, when the ring is full or the journal can write no more. The caller
/// then refuses what it could not record: an audited path never loses a record.</para>
/// <para>Runs give agents by handle and rules by index, to keep them short. The trail puts the names before the first
/// record that needs them: a policy's record whenever the policy changed, and an agent's record once for each handle.
/// </para>
/// <para>Nothing is allocated once an agent's name was recorded.</para>
/// </remarks>
public sealed class AuditTrail
{
    /// <summary>The smallest ring that holds the longest record, in bytes.</summary>
    public const int MinRingCapacity = 128 * 1024;

    // When it is reached all names are forgotten and recorded again as they are needed.
    private const int MaxNamedAgents = 65_536;

    private readonly IDoorbell _doorbell;
    private readonly HashSet<uint> _namedAgents = [];
    private PolicyTable? _recordedPolicy;
    private bool _closed;
    private long _refused;

    /// <summary>Makes a trail that produces into <paramref name="ring"/>.</summary>
    /// <param name="ring">Its own ring, of at least <see cref="MinRingCapacity"/> bytes.</param>
    /// <param name="doorbell">Wakes the audit writer.</param>
    public AuditTrail(OneToOneRing ring, IDoorbell doorbell)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(doorbell);
        ArgumentOutOfRangeException.ThrowIfLessThan(ring.Capacity, MinRingCapacity, nameof(ring));
        Ring = ring;
        _doorbell = doorbell;
    }

    /// <summary>False once the journal was closed or has failed: nothing can be recorded. Any thread.</summary>
    public bool IsOpen => !Volatile.Read(ref _closed);

    /// <summary>How many records found no room or a closed journal. Any thread.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The ring, whose consumer is the journal.</summary>
    internal OneToOneRing Ring { get; }

    /// <summary>Takes room for a run, and records the names it needs.</summary>
    /// <param name="run">What its messages have in common.</param>
    /// <param name="claim">Takes the verdicts; call its <c>Commit</c> or <c>Abort</c>.</param>
    /// <returns>False when the run cannot be recorded; it must not be delivered then.</returns>
    public bool TryBeginRun(scoped in AuditRunHeader run, out AuditRunClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(run.MessageCount, nameof(run));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(run.MessageCount, WireLimits.MaxBatchMessages, nameof(run));
        if (!TryRecordNames(run) || !TryClaim(AuditRecordKind.Run, RunBody.Size(run.MessageCount), out RingClaim room))
        {
            claim = default;
            return false;
        }

        RunBody.WriteFixed(room.Bytes, run);
        claim = new AuditRunClaim(room, _doorbell, run.MessageCount);
        return true;
    }

    /// <summary>Records a security event.</summary>
    /// <returns>False when it cannot be recorded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not defined; readers would call it damage.</exception>
    public bool TryRecordEvent(scoped in AuditEvent happened)
    {
        RunMessageEntry.ThrowIfUndefined(happened.Reason);
        if (!AuditEventKinds.IsDefined(happened.Kind))
        {
            throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "The kind is not defined.");
        }

        Span<byte> buffer = stackalloc byte[EventText.BufferSize];
        var text = new EventText(happened, buffer);
        if (!TryClaim(AuditRecordKind.Event, text.Size, out RingClaim room))
        {
            return false;
        }

        text.Write(room.Bytes);
        Publish(room);
        return true;
    }

    /// <summary>
    /// Records a policy that takes effect. Runs do so by themselves; call this to have it in the log before the first.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="time">When it takes effect, in nanoseconds since 1970 UTC.</param>
    /// <returns>False when it cannot be recorded.</returns>
    public bool TryRecordPolicy(PolicyTable policy, long time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!TryClaim(AuditRecordKind.Policy, PolicyBody.Size(policy), out RingClaim room))
        {
            return false;
        }

        PolicyBody.Write(room.Bytes, policy, time);
        Publish(room);
        _recordedPolicy = policy;
        return true;
    }

    /// <summary>Audit writer: nothing will be written any more.</summary>
    internal void Close() => Volatile.Write(ref _closed, true);

    private bool TryRecordNames(in AuditRunHeader run) =>
        (ReferenceEquals(run.Policy, _recordedPolicy) || TryRecordPolicy(run.Policy, run.Time))
        && (_namedAgents.Contains(run.SenderHandle) || TryRecordName(run.SenderHandle, run.Sender))
        && (run.Destination is null || _namedAgents.Contains(run.DestinationHandle)
            || TryRecordName(run.DestinationHandle, run.Destination));

    // Taken once for an agent.
    private bool TryRecordName(uint handle, AgentName agent)
    {
        string name = agent.ToString();
        if (!TryClaim(AuditRecordKind.Agent, AgentBody.Size(name.Length), out RingClaim room))
        {
            return false;
        }

        AgentBody.Write(room.Bytes, handle, name);
        Publish(room);
        if (_namedAgents.Count == MaxNamedAgents)
        {
            _namedAgents.Clear();
        }

        _namedAgents.Add(handle);
        return true;
    }

    private bool TryClaim(AuditRecordKind kind, int size, out RingClaim room)
    {
        if (IsOpen && Ring.TryClaim((int)kind, size, out room))
        {
            return true;
        }

        room = default;
        Volatile.Write(ref _refused, _refused + 1);
        return false;
    }

    private void Publish(RingClaim room)
    {
        room.Commit();
        _doorbell.Ring();
    }
}

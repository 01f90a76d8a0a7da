using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// One lane of an agent's session, most often the only one: its epoch, where its chain of batches stands, and whom it
/// was introduced to. A session lives as long as all its lanes. Owned by the agent's shard; others, which deliver to it,
/// read what does not change and what is said to be for any shard.
/// </summary>
public sealed class AgentSession
{
    // A bound for what one sender can make the router remember; past it it is introduced again.
    private const int MaxIntroduced = 4096;

    // What is refused costs the router too. Far above what an agent that heeds its refusals causes; past it the session
    // ends.
    private const int RefusalsPerSecond = 1_000;
    private const int RefusalsBurst = 20_000;

    // Handshakes between agents: what costs the router a copy costs the other agent ten thousand times more.
    private const int SealMessagesPerSecond = 50;
    private const int SealMessagesBurst = 500;

    // Epochs of the sessions that have been told who this one's agent is.
    private readonly HashSet<uint> _introducedTo = [];
    private readonly byte[] _previousRoot;
    private readonly SessionLanes _lanes;
    private int _waiting;
    private volatile AgentAdmission _admission;
    private volatile bool _isEnded;
    private TokenBucket _refusals;
    private TokenBucket _sealMessages;

    internal AgentSession(AgentEntry agent, AgentAdmission admission, uint epoch, AgentSession? joined = null)
    {
        _lanes = joined?._lanes ?? new SessionLanes(admission.Lanes);
        First = joined ?? this;
        _refusals = new TokenBucket(RefusalsPerSecond, RefusalsBurst, 0);
        _sealMessages = new TokenBucket(SealMessagesPerSecond, SealMessagesBurst, 0);
        Agent = agent;
        _admission = admission;
        Epoch = epoch;
        _previousRoot = [.. admission.HandshakeHash];
    }

    /// <summary>Whose session it is.</summary>
    public AgentEntry Agent { get; }

    /// <summary>The session's number; grows with every session of the agent, and with every lane.</summary>
    public uint Epoch { get; }

    /// <summary>The lane that opened the session; itself, most often.</summary>
    public AgentSession First { get; }

    /// <summary>True when every lane has joined: before, nothing is delivered to the agent. Any shard.</summary>
    public bool IsComplete => _lanes.IsComplete;

    /// <summary>What the bus has proven about the agent, most recently. Any shard.</summary>
    public AgentAdmission Admission => _admission;

    /// <summary>The way back to the agent.</summary>
    public EgressPort Port => Admission.Port;

    /// <summary>Who the agent is and what it may do.</summary>
    public AgentIdentity Identity => Admission.Identity;

    /// <summary>The sequence that the next batch must start with.</summary>
    public ulong NextSequence { get; private set; } = 1;

    /// <summary>The root that the next batch must name as its predecessor.</summary>
    public ReadOnlySpan<byte> PreviousRoot => _previousRoot;

    /// <summary>The signature of its last batch, while that is still to be verified.</summary>
    internal DeferredVerification? Unverified { get; set; }

    /// <summary>Its batches that wait for room at a destination, in their order; null before the first.</summary>
    internal Queue<HeldBatch>? Held { get; set; }

    /// <summary>True when batches wait: those that come stand behind them.</summary>
    internal bool IsHeld => Held is { Count: > 0 };

    /// <summary>True when runs wait for room at this lane: others that may wait do not overtake them. Any shard.</summary>
    internal bool IsAwaited => Volatile.Read(ref _waiting) > 0;

    /// <summary>Why the router ended it; <see cref="RefusalReason.None"/> when it did not, or said no reason.</summary>
    internal RefusalReason EndedFor { get; private set; }

    /// <summary>True when nothing of the session is routed any more. Any shard.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>
    /// From here on every shard finds it, and delivers to it: what the agent must hear first stands in the port before.
    /// </summary>
    public void Enter()
    {
        _lanes.Add(this, Admission.Joins?.Lane ?? 0);
        if (First == this)
        {
            Agent.Session = this;
        }
    }

    /// <summary>Routes nothing of any lane any more, and has their buses close them.</summary>
    public void End(RefusalReason reason)
    {
        foreach (AgentSession lane in _lanes)
        {
            if (!lane.IsEnded)
            {
                lane.EndedFor = reason;
                lane._isEnded = true;
                lane.Port.RequestClose(reason);
            }
        }
    }

    /// <summary>
    /// The lane for all that concerns another agent, in both directions; null before it has joined. Any shard.
    /// </summary>
    public AgentSession? LaneFor(uint handle) => _lanes.For(handle);

    /// <summary>True when a lane of this number may join.</summary>
    public bool Awaits(int lane) => _lanes.Awaits(lane);

    /// <summary>The bus has let go of this lane, so that its port is not to be touched any more.</summary>
    public void Leave()
    {
        _isEnded = true;
        _lanes.Remove(this);
    }

    /// <summary>
    /// The agent has proven itself anew. Whom it was introduced to hears of another credential before its next run.
    /// </summary>
    public void Renew(AgentAdmission admission)
    {
        if (!admission.Credential.AsSpan().SequenceEqual(Admission.Credential))
        {
            _introducedTo.Clear();
        }

        _admission = admission;
    }

    /// <summary>Charges a refusal; false when the session has caused too many, on whatever lanes.</summary>
    public bool TryChargeRefusal(long nowMonotonicNanoseconds) =>
        First._refusals.TryTake(nowMonotonicNanoseconds, out _);

    /// <summary>Charges a message of a seal's handshake; false when the session sends too many.</summary>
    public bool TryChargeSeal(long nowMonotonicNanoseconds) =>
        First._sealMessages.TryTake(nowMonotonicNanoseconds, out _);

    /// <summary>A run begins to wait for room at this lane. Any shard.</summary>
    internal void Await() => Interlocked.Increment(ref _waiting);

    /// <summary>A run waits no more. Any shard.</summary>
    internal void EndAwait() => Interlocked.Decrement(ref _waiting);

    /// <summary>Moves the chain past an authentic batch.</summary>
    internal void Advance(int messageCount, ReadOnlySpan<byte> root)
    {
        NextSequence += (ulong)messageCount;
        root.CopyTo(_previousRoot);
    }

    /// <summary>True when a destination has not been told yet who this session's agent is.</summary>
    internal bool NeedsIntroduction(AgentSession destination) => !_introducedTo.Contains(destination.Epoch);

    /// <summary>Remembers that a destination knows this session's agent.</summary>
    internal void NoteIntroduction(AgentSession destination)
    {
        if (_introducedTo.Count >= MaxIntroduced)
        {
            _introducedTo.Clear();
        }

        _introducedTo.Add(destination.Epoch);
    }
}

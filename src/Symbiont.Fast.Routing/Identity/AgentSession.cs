using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// One session of one agent: its epoch, where its chain of batches stands, and whom it was introduced to. Owned by the
/// router's thread.
/// </summary>
public sealed class AgentSession
{
    // A bound for what one destination can make the router remember; past it senders are introduced again.
    private const int MaxIntroduced = 4096;

    private readonly HashSet<ulong> _introduced = [];
    // What is refused costs the router too. Far above what an agent that heeds its refusals causes; past it the session
    // ends.
    private const int RefusalsPerSecond = 1_000;
    private const int RefusalsBurst = 20_000;

    private readonly byte[] _previousRoot;
    private TokenBucket _refusals;

    internal AgentSession(AgentEntry agent, AgentAdmission admission, uint epoch)
    {
        _refusals = new TokenBucket(RefusalsPerSecond, RefusalsBurst, 0);
        Agent = agent;
        Admission = admission;
        Epoch = epoch;
        _previousRoot = [.. admission.HandshakeHash];
    }

    /// <summary>Whose session it is.</summary>
    public AgentEntry Agent { get; }

    /// <summary>The session's number; grows with every session of the agent.</summary>
    public uint Epoch { get; }

    /// <summary>What the bus has proven about the agent.</summary>
    public AgentAdmission Admission { get; }

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

    /// <summary>True when nothing of the session is routed any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Routes nothing of the session any more.</summary>
    public void End() => IsEnded = true;

    /// <summary>Charges a refusal; false when the session has caused too many.</summary>
    public bool TryChargeRefusal(long nowMonotonicNanoseconds) => _refusals.TryTake(nowMonotonicNanoseconds, out _);

    /// <summary>Moves the chain past an authentic batch.</summary>
    internal void Advance(int messageCount, ReadOnlySpan<byte> root)
    {
        NextSequence += (ulong)messageCount;
        root.CopyTo(_previousRoot);
    }

    /// <summary>True when this session's agent has not been told yet who <paramref name="sender"/> is.</summary>
    internal bool NeedsIntroduction(AgentSession sender) => !_introduced.Contains(Key(sender));

    /// <summary>Remembers that this session's agent knows <paramref name="sender"/>.</summary>
    internal void NoteIntroduction(AgentSession sender)
    {
        if (_introduced.Count >= MaxIntroduced)
        {
            _introduced.Clear();
        }

        _introduced.Add(Key(sender));
    }

    private static ulong Key(AgentSession sender) => ((ulong)sender.Agent.Handle << 32) | sender.Epoch;
}

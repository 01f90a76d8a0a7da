using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// What this agent and one peer have of seals. The upper part is guarded by the <see cref="SealSender"/>'s lock, the
/// lower part belongs to the receive thread.
/// </summary>
internal sealed class PairSeals
{
    // A peer has little reason for a third handshake within a session's life.
    private const int HandshakesPerMinute = 8;

    private volatile bool _isWaiting;

    /// <summary>Seals what goes to the peer; null when a handshake must come first.</summary>
    public SealSession? Sending { get; set; }

    /// <summary>The handshake under way, and its seal id.</summary>
    public SealInitiator? Handshake { get; set; }

    public uint HandshakeId { get; set; }

    /// <summary>Ends the handshake when its time is over.</summary>
    public CancellationTokenSource? Deadline { get; set; }

    /// <summary>What waits for the handshake, in order.</summary>
    public Queue<WaitingMessage> Waiting { get; } = new();

    /// <summary>True while messages wait; those that come after must queue up. Any thread.</summary>
    public bool IsWaiting
    {
        get => _isWaiting;
        set => _isWaiting = value;
    }

    /// <summary>The seals whose messages are opened; receive thread.</summary>
    public List<SealSession> Receiving { get; } = [];

    /// <summary>The newest session the peer has asked from, by its own word; receive thread.</summary>
    public uint NewestEpoch { get; set; }

    /// <summary>The last seal it asked for in that session; receive thread.</summary>
    public uint LastRequest { get; set; }

    /// <summary>What the peer's requests may cost; receive thread.</summary>
    public HandshakeBudget Requests { get; } = new(HandshakesPerMinute, TimeSpan.FromMinutes(1));

    /// <summary>How often the peer is told that a seal is over; receive thread.</summary>
    public HandshakeBudget Notices { get; } = new(HandshakesPerMinute, TimeSpan.FromMinutes(1));
}

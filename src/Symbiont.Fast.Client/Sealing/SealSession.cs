using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// One seal between this agent and a peer. Sealing happens under the <see cref="SealSender"/>'s lock, opening and
/// everything else on the receive thread.
/// </summary>
internal sealed class SealSession(Peer peer, uint sealId, bool isInitiator, SealKeys keys, long established)
{
    // Peers keep a key longer than its owner uses it, so that what is on its way still opens.
    private const long SendLifetime = 15L * 60 * 1_000_000_000;
    private const long ReceiveLifetime = 20L * 60 * 1_000_000_000;
    private const ulong MaxMessages = 1UL << 32;

    public Peer Peer { get; } = peer;

    public SealKeys Keys { get; } = keys;

    /// <summary>The id in what this agent sends.</summary>
    public uint OwnId { get; } = isInitiator ? sealId : sealId | MessageFlagFields.FromResponder;

    /// <summary>The id in what the peer sends.</summary>
    public uint PeerId { get; } = isInitiator ? sealId | MessageFlagFields.FromResponder : sealId;

    /// <summary>
    /// True when the peer has shown that it has the keys. Whoever asked knows by the answer; whoever answered learns it
    /// from the first message that opens, for a request can be a replay.
    /// </summary>
    public bool IsConfirmed { get; set; } = isInitiator;

    /// <summary>When it was made, on the monotonic clock.</summary>
    public long Established { get; } = established;

    /// <summary>When a message last opened with it, on the monotonic clock; receive thread.</summary>
    public long LastOpened { get; set; } = established;

    /// <summary>How many messages were sealed; under the lock.</summary>
    public ulong Sent { get; set; }

    /// <summary>True while it may still seal; under the lock.</summary>
    public bool MaySend(long now) => now - Established < SendLifetime && Sent < MaxMessages;

    /// <summary>True when nothing is opened with it any more.</summary>
    public bool IsOver(long now) => now - Established >= ReceiveLifetime;
}

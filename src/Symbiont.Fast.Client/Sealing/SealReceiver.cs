using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// Answers other agents' requests for seals, within a budget, and opens what they seal. A table of bounded size holds
/// the seals; what makes room for others is told to its peer, which then asks anew. Receive thread.
/// </summary>
internal sealed class SealReceiver
{
    private const int MaxSessions = 1024;
    private const int MaxSessionsPerPeer = 4;
    private const int HandshakesPerSecond = 100;

    private readonly Dictionary<(ulong KeyId, uint SealId), SealSession> _sessions = [];
    private readonly HandshakeBudget _requests = new(HandshakesPerSecond, TimeSpan.FromSeconds(1));
    private readonly SealContext _context;
    private readonly SealSender _sender;
    private readonly PeerTable _peers;
    private readonly LinkWriter _writer;
    private readonly ClientCounters _counters;

    public SealReceiver(
        SealContext context, SealSender sender, PeerTable peers, LinkWriter writer, ClientCounters counters)
    {
        _context = context;
        _sender = sender;
        _peers = peers;
        _writer = writer;
        _counters = counters;
    }

    /// <summary>Another agent asks for a seal.</summary>
    public void OnRequest(SealMessage request)
    {
        Peer? peer = _peers.FindByHandle(request.Handle);
        SealSession? session = peer is null ? null : TryAnswer(peer, request);
        if (session is null)
        {
            _counters.Count(ClientCounters.SealsRefused);

            // Within a budget: the router limits what this agent sends of seals, and a stranger must not use that up.
            if (peer is not null)
            {
                TellOver(peer, request.SealId | MessageFlagFields.FromResponder, _context.Now);
            }
        }
    }

    /// <summary>Another agent has answered, or says that a seal is over.</summary>
    public void OnAnswer(SealMessage answer)
    {
        if (_peers.FindByHandle(answer.Handle) is not { } peer)
        {
            return;
        }

        uint asked = answer.SealId & ~MessageFlagFields.FromResponder;
        if (!answer.Noise.IsEmpty)
        {
            if (_sender.Complete(peer, asked, answer.Noise) is { } session)
            {
                Add(session);
            }

            return;
        }

        peer.IsStale = true;
        if (_sessions.TryGetValue(Key(peer, answer.SealId), out SealSession? over))
        {
            Remove(over);
        }
        else if (asked != answer.SealId)
        {
            var refusal = new MessageRefusedException(
                RefusalReason.DestinationUnreachable, string.Empty, TimeSpan.Zero);
            _sender.Fail(asked, refusal, peer);
        }
    }

    /// <summary>Opens a sealed payload; false when it must not be delivered.</summary>
    /// <param name="peer">The sender.</param>
    /// <param name="epoch">The batch's epoch.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="message">The message.</param>
    /// <param name="buffer">Room for the largest payload.</param>
    /// <param name="length">The opened payload's length in bytes.</param>
    public bool TryOpen(
        Peer peer, uint epoch, ulong sequence, MessageView message, Span<byte> buffer, out int length)
    {
        length = 0;
        long now = _context.Now;
        uint id = MessageFlagFields.SealId(message.FlagData);
        if (!_sessions.TryGetValue(Key(peer, id), out SealSession? session) || session.IsOver(now))
        {
            // The peer goes on sealing for nothing until it hears of it.
            TellOver(peer, id ^ MessageFlagFields.FromResponder, now);
            return false;
        }

        length = message.Payload.Length - session.Keys.TagLength;
        if (length < 0 || !session.Keys.TryOpen(epoch, sequence, message, buffer[..length]))
        {
            return false;
        }

        session.LastOpened = now;
        if (!session.IsConfirmed)
        {
            _sender.Confirm(session);
        }

        return true;
    }

    /// <summary>The link is over: wipes all keys.</summary>
    public void Clear()
    {
        foreach (SealSession session in _sessions.Values)
        {
            _sender.Drop(session);
        }

        _sessions.Clear();
    }

    private static (ulong KeyId, uint SealId) Key(Peer peer, uint sealId) =>
        (peer.Credential.SigningKey.KeyId, sealId);

    private SealSession? TryAnswer(Peer peer, SealMessage request)
    {
        long now = _context.Now;
        if (!peer.Seals.Requests.TryTake(now) || !_requests.TryTake(now) || !_context.IsValid(peer))
        {
            return null;
        }

        Span<byte> answer = stackalloc byte[SealMessage.MaxNoise];
        answer = answer[..SealResponder.AnswerLength];
        SealKeys? keys = SealResponder.TryAnswer(
            _context.Answering(peer, request.SealId), _context.Options.SealSuites, _context.Epoch,
            _context.StaticKey, peer.Credential.StaticKey, request.Noise, answer);
        if (keys is null || !IsNew(peer.Seals, keys.PeerEpoch, request.SealId))
        {
            keys?.Dispose();
            return null;
        }

        var session = new SealSession(peer, request.SealId, isInitiator: false, keys, now);
        Add(session);
        SendAnswer(request.Handle, session.OwnId, answer);
        return session;
    }

    // A router can repeat a request; the ids of one session only grow, and so do the sessions.
    private static bool IsNew(PairSeals pair, uint epoch, uint sealId)
    {
        bool isNew = epoch > pair.NewestEpoch || (epoch == pair.NewestEpoch && sealId > pair.LastRequest);
        if (isNew)
        {
            (pair.NewestEpoch, pair.LastRequest) = (epoch, sealId);
        }

        return isNew;
    }

    private void Add(SealSession session)
    {
        long now = _context.Now;
        List<SealSession> others = session.Peer.Seals.Receiving;
        foreach (SealSession other in others.ToArray())
        {
            if (other.IsOver(now) || other.Keys.PeerEpoch < session.Keys.PeerEpoch)
            {
                Remove(other);
            }
        }

        if (others.Count >= MaxSessionsPerPeer)
        {
            Evict(others.MinBy(other => (other.IsConfirmed, other.LastOpened))!, now);
        }
        else if (_sessions.Count >= MaxSessions)
        {
            Evict(_sessions.Values.MinBy(other => (other.IsConfirmed, other.LastOpened))!, now);
        }

        others.Add(session);
        _sessions[Key(session.Peer, session.PeerId)] = session;
        _counters.Count(ClientCounters.SealsMade);
    }

    private void Evict(SealSession session, long now)
    {
        Remove(session);
        TellOver(session.Peer, session.OwnId, now);
    }

    private void Remove(SealSession session)
    {
        _sessions.Remove(Key(session.Peer, session.PeerId));
        session.Peer.Seals.Receiving.Remove(session);
        _sender.Drop(session);
    }

    private void TellOver(Peer peer, uint sealId, long now)
    {
        if (peer.Seals.Notices.TryTake(now))
        {
            SendAnswer(peer.Handle, sealId, default);
        }
    }

    // Leaves with the burst.
    private void SendAnswer(uint handle, uint sealId, ReadOnlySpan<byte> noise)
    {
        byte[] control = new byte[SealMessage.WireLength(noise.Length)];
        SealMessage.Write(control, ControlCode.SealAnswer, handle, sealId, noise);
        _writer.AddControl(control);
    }
}

using System.Security.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// Sends what must be sealed. Where there is no seal yet, it asks for one, and messages to that peer wait for it in
/// their order; a handshake that fails or takes too long fails them all. Thread-safe, by one lock.
/// </summary>
internal sealed class SealSender
{
    private const int MaxWaitingPerPeer = 1024;
    private const int MaxWaitingBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SealContext _context;
    private readonly LinkWriter _writer;
    private readonly PendingTable _pending;
    private readonly Action<RefusalMessage> _onRefused;
    private readonly Dictionary<uint, Peer> _handshakes = [];
    private uint _lastSealId;
    private int _waitingBytes;

    public SealSender(
        SealContext context, LinkWriter writer, PendingTable pending, Action<RefusalMessage> onRefused)
    {
        _context = context;
        _writer = writer;
        _pending = pending;
        _onRefused = onRefused;
    }

    /// <summary>Sends a message now, or makes it wait for a handshake. The caller flushes the writer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="payload">Its payload; copied when it must wait.</param>
    /// <param name="seals">Whether it leaves sealed; others come here only to keep their place behind it.</param>
    /// <param name="pending">What waits for an answer to it.</param>
    /// <param name="awaited">Whether somebody will wait for it to be sent.</param>
    /// <param name="sequence">The message's sequence, when it was sent.</param>
    /// <returns>Null when it was sent.</returns>
    /// <exception cref="MessageRefusedException">Too much waits already, or the peer's credential is over.</exception>
    public WaitingMessage? Send(
        in OutgoingMessage message, ReadOnlySpan<byte> payload, bool seals, PendingMessage? pending, bool awaited,
        out ulong sequence)
    {
        Peer peer = message.Destination;
        lock (_gate)
        {
            PairSeals pair = peer.Seals;
            SealSession? session = seals ? Current(pair) : null;
            if (pair.Waiting.Count == 0 && (!seals || session is not null))
            {
                sequence = _writer.Add(message, payload, pending, _pending, session);
                return null;
            }

            sequence = 0;
            if (pair.Waiting.Count >= MaxWaitingPerPeer || _waitingBytes + payload.Length > MaxWaitingBytes)
            {
                throw Refusal(RefusalReason.DestinationOverloaded);
            }

            if (pair.Handshake is null)
            {
                Begin(peer, pair);
            }

            var waiting = new WaitingMessage(
                message, payload.ToArray(), seals, pending,
                awaited ? new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously) : null);
            pair.Waiting.Enqueue(waiting);
            pair.IsWaiting = true;
            _waitingBytes += payload.Length;
            return waiting;
        }
    }

    /// <summary>Receive thread: the answer to a request of this agent. Null when it is none.</summary>
    public SealSession? Complete(Peer peer, uint sealId, ReadOnlySpan<byte> noise)
    {
        SealSession session;
        lock (_gate)
        {
            PairSeals pair = peer.Seals;
            if (pair.Handshake is not { } handshake || pair.HandshakeId != sealId)
            {
                return null;
            }

            if (handshake.TryReadAnswer(noise) is not { } keys)
            {
                // A failed read has killed the handshake.
                FailLocked(pair, Refusal(RefusalReason.Unauthenticated), out Queue<WaitingMessage> failed);
                _ = Task.Run(() => Tell(failed, Refusal(RefusalReason.Unauthenticated)));
                return null;
            }

            session = new SealSession(peer, sealId, isInitiator: true, keys, _context.Now);
            EndHandshake(pair);
            pair.Sending = session;
            SendWaiting(pair, session);
        }

        return session;
    }

    /// <summary>
    /// The handshake of a seal has failed: what waited for it is told. False when there is no such handshake.
    /// </summary>
    public bool Fail(uint sealId, Exception reason, Peer? from = null)
    {
        Queue<WaitingMessage> failed;
        lock (_gate)
        {
            if (!_handshakes.TryGetValue(sealId, out Peer? peer) || (from is not null && from != peer))
            {
                return false;
            }

            peer.IsStale = true;
            FailLocked(peer.Seals, reason, out failed);
        }

        Tell(failed, reason);
        return true;
    }

    /// <summary>Receive thread: the router refused a request of this agent's for a seal.</summary>
    public void Refused(in RefusalMessage refusal)
    {
        if (refusal.Scope == RefusalScope.Request && refusal.First <= int.MaxValue)
        {
            Fail((uint)refusal.First, new MessageRefusedException(
                refusal.Reason, refusal.Rule, TimeSpan.FromMilliseconds(refusal.RetryAfter)));
        }
    }

    /// <summary>Receive thread: the peer has shown that it has this seal's keys.</summary>
    public void Confirm(SealSession session)
    {
        lock (_gate)
        {
            session.IsConfirmed = true;
            PairSeals pair = session.Peer.Seals;
            if (Current(pair) is not { } current || current.Keys.PeerEpoch < session.Keys.PeerEpoch)
            {
                pair.Sending = session;
            }
        }
    }

    /// <summary>Receive thread: nothing is sealed or opened with it any more; wipes the keys.</summary>
    public void Drop(SealSession session)
    {
        lock (_gate)
        {
            PairSeals pair = session.Peer.Seals;
            if (pair.Sending == session)
            {
                pair.Sending = null;
            }

            session.Keys.Dispose();
        }
    }

    /// <summary>The link is over: nothing waits any longer.</summary>
    public void FailAll(Exception reason)
    {
        uint[] ids;
        lock (_gate)
        {
            ids = [.. _handshakes.Keys];
        }

        foreach (uint id in ids)
        {
            Fail(id, reason);
        }
    }

    private static MessageRefusedException Refusal(RefusalReason reason) => new(reason, string.Empty, TimeSpan.Zero);

    private SealSession? Current(PairSeals pair)
    {
        if (pair.Sending is { } session && !session.MaySend(_context.Now))
        {
            pair.Sending = null;
        }

        return pair.Sending;
    }

    private void Begin(Peer peer, PairSeals pair)
    {
        if (!_context.IsValid(peer))
        {
            throw Refusal(RefusalReason.CredentialExpired);
        }

        uint id = checked(++_lastSealId);
        var handshake = new SealInitiator(
            _context.Asking(peer, id), _context.Options.SealSuites, _context.Epoch, _context.StaticKey,
            peer.Credential.StaticKey);
        try
        {
            byte[] noise = new byte[SealInitiator.RequestLength];
            handshake.WriteRequest(noise);
            byte[] control = new byte[SealMessage.WireLength(noise.Length)];
            SealMessage.Write(control, ControlCode.SealRequest, peer.Handle, id, noise);
            _writer.AddControl(control);
        }
        catch (CryptographicException)
        {
            // A static key of small order; whoever certified it made a mistake.
            handshake.Dispose();
            throw Refusal(RefusalReason.Unauthenticated);
        }
        catch (IOException)
        {
            handshake.Dispose();
            throw;
        }

        pair.Handshake = handshake;
        pair.HandshakeId = id;
        _handshakes[id] = peer;
        TimeSpan timeout = _context.Options.RequestTimeout;
        pair.Deadline = new CancellationTokenSource(timeout);
        pair.Deadline.Token.Register(() =>
            Fail(id, new TimeoutException("the other agent did not answer the request for a seal in time")));
    }

    private void EndHandshake(PairSeals pair)
    {
        _handshakes.Remove(pair.HandshakeId);
        pair.Handshake?.Dispose();
        pair.Handshake = null;
        pair.Deadline?.Dispose();
        pair.Deadline = null;
    }

    private void SendWaiting(PairSeals pair, SealSession session)
    {
        while (pair.Waiting.TryDequeue(out WaitingMessage? waiting))
        {
            _waitingBytes -= waiting.Payload.Length;
            if (waiting.IsGivenUp)
            {
                continue;
            }

            try
            {
                ulong sequence = _writer.Add(
                    waiting.Message, waiting.Payload, waiting.Pending, _pending, waiting.Seals ? session : null);
                waiting.Sent?.TrySetResult(sequence);
            }
            catch (Exception broken) when (broken is IOException or TimeoutException)
            {
                waiting.Sent?.TrySetException(broken);
            }
        }

        pair.IsWaiting = false;
    }

    private void FailLocked(PairSeals pair, Exception reason, out Queue<WaitingMessage> failed)
    {
        EndHandshake(pair);
        failed = new Queue<WaitingMessage>(pair.Waiting);
        foreach (WaitingMessage waiting in pair.Waiting)
        {
            _waitingBytes -= waiting.Payload.Length;
        }

        pair.Waiting.Clear();
        pair.IsWaiting = false;
    }

    private void Tell(Queue<WaitingMessage> failed, Exception reason)
    {
        RefusalReason code = (reason as MessageRefusedException)?.Reason ?? RefusalReason.DestinationUnreachable;
        string rule = (reason as MessageRefusedException)?.Rule ?? string.Empty;
        foreach (WaitingMessage waiting in failed)
        {
            if (waiting.Sent is { } sent)
            {
                sent.TrySetException(reason);
            }
            else
            {
                // It never got a sequence.
                _onRefused(new RefusalMessage(code, RefusalScope.Messages, 1, 0, 0, 0, rule));
            }
        }
    }
}

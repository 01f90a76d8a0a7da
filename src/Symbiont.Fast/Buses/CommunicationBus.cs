using System.Security.Cryptography;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Shards;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Buses;

/// <summary>
/// Step 2 of the message flow: one tier's bus. It accepts the tier's agents on its own listeners, opens what they
/// send for the router, and seals what the router sends them. A duty cycle; owned by one thread.
/// </summary>
internal sealed class CommunicationBus : IDutyCycle, IDisposable
{
    private const int AcceptsPerTurn = 16;
    private const int None = -1;

    private readonly RouterOptions _options;
    private readonly EnginePoller _poller;
    private readonly ulong _tokenBase;
    private readonly BusListeners _listeners;
    private readonly BusConnection?[] _sessions;
    private readonly Stack<int> _freeSlots = new();
    private readonly Strangers _strangers = new();
    private readonly List<BusConnection> _stalled = [];
    private readonly EndReports _ends = new();
    private readonly Action<BusConnection> _freeIfGone;
    private readonly BusReader _reader = new();
    private readonly BusWriter _writer;
    private readonly BusInbound _inbound;
    private readonly ReadySet _ready;
    private readonly PeerLimiter _peers;
    private readonly PeerGuard _guard;
    private readonly BusDeadlines _deadlines;
    private uint _generation;
    private bool _isDraining;
    private volatile bool _hasDrained;

    public CommunicationBus(
        SandboxTier tier, int index, IEnumerable<ListenerOptions> listeners, RouterOptions options, EnginePoller poller,
        IEnumerable<IDoorbell> shards, IDoorbell conductor)
    {
        Tier = tier;
        Name = $"{Vocabulary.Name(tier)} bus";
        _options = options;
        _freeIfGone = FreeIfGone;
        _poller = poller;
        _tokenBase = (ulong)index << 56;
        _sessions = new BusConnection?[options.MaxSessionsPerBus];
        for (int slot = _sessions.Length - 1; slot >= 0; slot--)
        {
            _freeSlots.Push(slot);
        }

        Counters = new BusCounters(tier);
        Shards = new ShardQueues(options.BusBufferBytes, shards);
        _ready = new ReadySet(options.MaxSessionsPerBus, poller.Doorbell);
        _writer = new BusWriter(Counters);
        Handshakes = new HandshakeQueue(
            options.HandshakeQueueLength, options.MaxSessionsPerBus, conductor, poller.Doorbell);
        _peers = new PeerLimiter(
            options.MaxPeersPerBus, options.HandshakesPerSecondPerPeer, options.HandshakeBurstPerPeer);
        _guard = new PeerGuard(Shards, Counters, options.Clock);
        _inbound = new BusInbound(Shards, Handshakes, _writer, Counters, _ready, options);
        _deadlines = new BusDeadlines(_strangers, _sessions, _inbound, Counters, options.Clock, Close, Settle);
        _listeners = new BusListeners(tier, _tokenBase, listeners, options, poller);
    }

    /// <inheritdoc/>
    public string Name { get; }

    public SandboxTier Tier { get; }

    public IReadOnlyList<TransportEndPoint> EndPoints => _listeners.EndPoints;

    public BusCounters Counters { get; }

    /// <summary>What the router's shards read.</summary>
    public ShardQueues Shards { get; }

    /// <summary>What the conductor works on.</summary>
    public HandshakeQueue Handshakes { get; }

    /// <summary>True when it is draining and hands the router no message any more. Any thread.</summary>
    public bool HasDrained => _hasDrained;

    /// <summary>How long the thread may sleep: deadlines and retries need a turn now and then.</summary>
    public int IdleMilliseconds => _stalled.Count > 0 || !_ends.AreTold || Handshakes.HasResults ? 1
        : _deadlines.AreNear || _listeners.IsPaused ? 100
        : 1000;

    /// <summary>Takes a readiness that bears this bus's index.</summary>
    public void OnReady(Readiness ready)
    {
        if (BusListeners.Owns(ready.Token))
        {
            if (_listeners.Find(ready.Token) is { } listener)
            {
                Accept(listener);
            }

            return;
        }

        BusConnection? session = _sessions[(int)(ready.Token & uint.MaxValue)];
        if (session is null || session.Generation != (uint)(ready.Token >> 32 & 0x7F_FFFF))
        {
            return;
        }

        bool alive = !ready.Writable || _writer.Flush(session);
        if (alive && session.Job is not null)
        {
            // It is not watched for bytes now, so this is its end.
            alive = !ready.Readable;
        }
        else if (alive && session.IsLingering)
        {
            alive = _reader.Discard(session);
        }
        else if (alive && ready.Readable && !_isDraining)
        {
            if (!AllEndsReported())
            {
                // The ring is full; the bytes stay in the socket and the readiness comes again.
                return;
            }

            alive = TryRead(session);
        }
        else if (alive && ready.Readable)
        {
            // While draining nothing is read any more; only the peer's leaving counts, once what it sent has been taken.
            alive = session.OutboundLength > 0 || session.IsStalled;
        }

        Settle(session, alive);
    }

    /// <inheritdoc/>
    public int DoWork()
    {
        int work = ReportEnded() + (_ends.AreTold ? ResumeStalled() : 0) + TakeConducted()
            + _deadlines.Expire();
        if (_isDraining && !_hasDrained && _stalled.Count == 0)
        {
            _hasDrained = true;
            Shards.Wake();
        }

        if (_listeners.IsPaused)
        {
            _listeners.ResumeWhenDue(_options.Clock.MonotonicNanoseconds);
        }

        while (_ready.TryTake(out int slot))
        {
            work++;
            if (_sessions[slot] is { Port: not null } session)
            {
                Settle(session, _writer.Flush(session));
            }
        }

        return work;
    }

    /// <summary>Stops to accept and to read; what the router still has is sent.</summary>
    public void Drain()
    {
        _isDraining = true;
        _listeners.Dispose();
        while (_strangers.Oldest is { } session)
        {
            Close(session);
        }

        foreach (BusConnection? session in _sessions)
        {
            if (session is not null)
            {
                Watch(session);
            }
        }
    }

    /// <summary>Closes everything at once; after the threads have stopped.</summary>
    public void Dispose()
    {
        _listeners.Dispose();
        foreach (BusConnection? session in _sessions)
        {
            session?.Dispose();
        }

        Handshakes.Dispose();
        Shards.Dispose();
    }

    private void Accept(BusListener listener)
    {
        for (int i = 0; i < AcceptsPerTurn && listener.Socket.TryAccept(out Connection? link); i++)
        {
            long now = _options.Clock.MonotonicNanoseconds;

            // Before the peer's share is charged: a stranger of the same user must not use it up.
            if (!_guard.Admits(listener, link, now))
            {
                link.Dispose();
                continue;
            }

            int refusal = !_peers.TryTake(listener.Index, link.FindOrigin(), now) ? BusCounters.ConnectionsOverRate
                : _freeSlots.Count == 0 || _strangers.Count >= _options.MaxHandshakesPerBus
                    ? BusCounters.ConnectionsTurnedAway
                : None;
            if (refusal != None)
            {
                Counters.Count(refusal);
                link.Dispose();
                continue;
            }

            _generation = (_generation + 1) & 0x7F_FFFF;
            long deadline = now + (_options.HandshakeTimeout.Ticks * 100);
            var session = new BusConnection(_freeSlots.Pop(), _generation, link, listener, deadline);
            _sessions[session.Slot] = session;
            _strangers.Add(session);
            _poller.Add(link, Token(session));
            Counters.Count(BusCounters.Connections);
        }

        Counters.Count(BusCounters.ConnectionsOverBound, listener.Socket.TakeRefused());
        if (listener.Socket.IsExhausted)
        {
            Counters.Count(BusCounters.ConnectionsTurnedAway);
            _listeners.Pause(_options.Clock.MonotonicNanoseconds);
        }
    }

    // What one connection's keys or buffers cannot get ends that connection, not the bus.
    private bool TryRead(BusConnection session)
    {
        try
        {
            return _reader.Read(session, _inbound) >= 0;
        }
        catch (Exception failure) when (IsShortage(failure))
        {
            Counters.Count(BusCounters.Shortages);
            return false;
        }
    }

    private bool TryConduct(BusConnection session, HandshakeJob job)
    {
        try
        {
            return _inbound.OnConducted(session, job) && BusReader.Resume(session, _inbound) >= 0;
        }
        catch (Exception failure) when (IsShortage(failure))
        {
            Counters.Count(BusCounters.Shortages);
            return false;
        }
    }

    private static bool IsShortage(Exception failure) =>
        failure is IOException or SecretArenaFullException or CryptographicException;

    // Brings the poller and the lists in line with what has become of a session.
    private void Settle(BusConnection session, bool alive)
    {
        if (session.State == ConnectionState.Open && session.IsStranger)
        {
            session.IsStranger = false;
            _strangers.Remove(session);
        }

        if (!alive)
        {
            Close(session);
            return;
        }

        if (session.ClosesAfterFlush && session.OutboundLength == 0 && !session.IsLingering)
        {
            // Closing with unread bytes would reset the connection, and the peer would lose the last word. So the peer
            // gets a moment to read it and to close.
            session.IsLingering = true;
            session.Link.EndSending();
            ReportEnd(session);
        }

        if (session.IsStalled && !session.IsListedAsStalled)
        {
            Counters.Count(BusCounters.Stalls);
            session.IsListedAsStalled = true;
            _stalled.Add(session);
        }

        if (session.OutboundLength > 0 || session.IsLingering)
        {
            _deadlines.ExpectProgress(session);
        }

        Watch(session);
    }

    private void Watch(BusConnection session)
    {
        bool waits = session.IsStalled || session.Job is not null || session.State == ConnectionState.Closing;
        bool read = session.IsLingering || (!waits && !_isDraining);
        bool write = session.OutboundLength > 0;
        if (session.WatchesRead != read || session.WatchesWrite != write)
        {
            (session.WatchesRead, session.WatchesWrite) = (read, write);
            _poller.Watch(session.Link, Token(session), read, write);
        }
    }

    private void Close(BusConnection session)
    {
        if (session.Link is RouterConnection { IsBroken: true })
        {
            Counters.Count(BusCounters.MemoryBroken);
        }

        _poller.Remove(session.Link);
        _strangers.Remove(session);
        if (session.IsListedAsStalled)
        {
            _stalled.Remove(session);
        }

        _deadlines.Forget(session);
        _sessions[session.Slot] = null;
        session.Dispose();
        ReportEnd(session);
        if (!_ends.IsWaiting(session))
        {
            _freeSlots.Push(session.Slot);
        }
    }

    // For the router a session is over with its last word, not only when the peer has read it: the agent may come back.
    private void ReportEnd(BusConnection session)
    {
        if (session.Port is null)
        {
            return;
        }

        session.Port = null;
        _ends.Add(session);
    }

    private bool AllEndsReported()
    {
        ReportEnded();
        return _ends.AreTold;
    }

    private int ReportEnded() => _ends.AreTold ? 0 : _ends.Retry(_freeIfGone);

    // The slot is given to another only after the shard has been told, in the ring's order.
    private void FreeIfGone(BusConnection ended)
    {
        if (_sessions[ended.Slot] is null)
        {
            _freeSlots.Push(ended.Slot);
        }
    }

    private int ResumeStalled()
    {
        int frames = 0;
        for (int i = _stalled.Count - 1; i >= 0; i--)
        {
            BusConnection session = _stalled[i];
            int taken = BusReader.Resume(session, _inbound);
            if (!session.IsStalled)
            {
                session.IsListedAsStalled = false;
                _stalled.RemoveAt(i);
            }

            frames += Math.Max(taken, 0);
            Settle(session, taken >= 0);
        }

        return frames;
    }

    // Results stay in their ring while the router's has no room for what they bring, or has not heard yet that an
    // agent left which may be the one that comes back here.
    private int TakeConducted()
    {
        int taken = 0;
        while (Handshakes.HasResults && AllEndsReported() && Shards.HaveRoom(WireLimits.MaxHandshakeFrame)
            && Handshakes.TryTakeResult(out HandshakeJob? job))
        {
            taken++;
            if (job!.Session is { } session)
            {
                Settle(session, TryConduct(session, job));
            }

            Handshakes.Recycle(job);
        }

        return taken;
    }

    private ulong Token(BusConnection session) =>
        _tokenBase | ((ulong)session.Generation << 32) | (uint)session.Slot;
}

using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Buses;

/// <summary>
/// What a bus does with each whole frame: hand to the conductor during the handshake, then open, check, and hand to the
/// router. Owned by the bus's thread.
/// </summary>
internal sealed class BusInbound
{
    private readonly byte[] _body = new byte[WireLimits.MaxFrame];
    private readonly ShardQueues _shards;
    private readonly HandshakeQueue _handshakes;
    private readonly BusWriter _writer;
    private readonly BusCounters _counters;
    private readonly ReadySet _ready;
    private readonly RouterOptions _options;
    private readonly BusRehandshake _rehandshake;

    public BusInbound(
        ShardQueues shards, HandshakeQueue handshakes, BusWriter writer, BusCounters counters, ReadySet ready,
        RouterOptions options)
    {
        _shards = shards;
        _handshakes = handshakes;
        _writer = writer;
        _counters = counters;
        _ready = ready;
        _options = options;
        _rehandshake = new BusRehandshake(writer, counters, options);
    }

    /// <summary>True when the router takes whatever a frame of this kind and length can bring.</summary>
    public bool HasRoom(BusConnection session, FrameKind kind, int frameLength) =>
        (kind != FrameKind.Batch || session.Port is not { IsHeld: true })
        && (session.Home ?? _shards.First).HasRoom(frameLength);

    /// <summary>Takes one whole frame. False when the connection must be closed without a word.</summary>
    public bool OnFrame(BusConnection session, ReadOnlySpan<byte> frame)
    {
        _counters.Count(BusCounters.FramesIn);
        if (FrameHeader.TryRead(frame, out FrameHeader header) != FrameError.None)
        {
            return false;
        }

        if (session.State == ConnectionState.Handshaking)
        {
            return header.Kind == FrameKind.Handshake ? OnHandshake(session, frame) : Silence();
        }

        return header.Kind == FrameKind.Batch && session.State == ConnectionState.Open
            ? OnBatch(session, frame)
            : OnOther(session, header.Kind, frame);
    }

    /// <summary>The stream can never become a frame: a known peer is told, an unknown one is not.</summary>
    public bool Malformed(BusConnection session, FrameError error) =>
        session.State == ConnectionState.Handshaking ? Silence() : Close(session, error.ToReason());

    /// <summary>Tells a peer that has not proven itself for too long so, and ends its session.</summary>
    /// <param name="session">Any session.</param>
    /// <param name="now">Monotonic nanoseconds.</param>
    /// <param name="alive">False when the connection must be closed without a word.</param>
    /// <returns>True when it was so.</returns>
    public bool TryExpire(BusConnection session, long now, out bool alive)
    {
        alive = true;
        if (!_rehandshake.IsOverdue(session, now))
        {
            return false;
        }

        _counters.Count(BusCounters.SessionsTooOld);
        alive = Close(session, RefusalReason.Unauthenticated);
        return true;
    }

    /// <summary>Tells a known peer why its session ends, then ends it.</summary>
    public bool Close(BusConnection session, RefusalReason reason)
    {
        _counters.Count(reason);
        Span<byte> body = stackalloc byte[CloseMessage.Size];
        new CloseMessage(reason).Write(body);
        session.State = ConnectionState.Closing;
        session.ClosesAfterFlush = true;
        session.ClosedFor = reason;
        session.AbandonJob();
        return _writer.Send(session, FrameKind.Close, body);
    }

    private bool Silence()
    {
        _counters.Count(BusCounters.HandshakesSilenced);
        return false;
    }

    private bool OnHandshake(BusConnection session, ReadOnlySpan<byte> frame)
    {
        HandshakeStep step = session.Handshake is null ? HandshakeStep.FirstFrame : HandshakeStep.LaterFrame;
        RouterHandshake handshake = session.Handshake ?? new RouterHandshake(
            _options.Identity.StaticKey, session.Listener.Verifier, session.Listener.Tier, session.Listener.Id,
            _options.AllowClassicalHandshake, session.Listener.Agents);
        session.Handshake = null;
        if (_handshakes.TrySubmit(session, step, handshake, frame))
        {
            return true;
        }

        handshake.Dispose();
        _counters.Count(BusCounters.HandshakesTurnedAway);
        return false;
    }

    /// <summary>
    /// Takes what the conductor made of a connection's step. False when the connection must be closed without a word.
    /// </summary>
    public bool OnConducted(BusConnection session, HandshakeJob job)
    {
        session.Handshake = job.TakeHandshake();
        if (session.State == ConnectionState.Open)
        {
            return OnReconducted(session, job);
        }

        switch (job.Verdict)
        {
            case HandshakeVerdict.Answer:
                return BusWriter.SendRaw(session, job.Bytes);

            case HandshakeVerdict.Established:
                session.Keys = job.TakeKeys();
                session.Peer = session.Handshake!.Peer;
                session.State = ConnectionState.Authenticating;
                session.EndHandshake();
                return true;

            case HandshakeVerdict.Refused:
                session.Keys = job.TakeKeys();
                return Refuse(session, session.Handshake!.Refusal, session.Handshake.Peer);

            case HandshakeVerdict.Proven:
                return OnProven(session);

            case HandshakeVerdict.Unproven:
                return Refuse(session, RefusalReason.Unauthenticated, session.Peer);

            case HandshakeVerdict.Shortage:
                _counters.Count(BusCounters.Shortages);
                return false;

            default:
                return Silence();
        }
    }

    private bool OnBatch(BusConnection session, ReadOnlySpan<byte> frame)
    {
        // Opened straight into the ring: from here on the plain bytes are the router's to read.
        int length = frame.Length - FrameHeader.Size - session.Keys!.Opener.TagLength;
        if (length <= 0 || !session.Home!.TryClaim(BusEventKind.Batch, session.Slot, length, out RingClaim claim))
        {
            return Close(session, RefusalReason.Malformed);
        }

        Span<byte> body = claim.Bytes[IngressQueue.PrefixSize..];
        if (!TryOpen(session.Keys.Opener, frame, body, out _))
        {
            claim.Abort();
            return Unopened(session);
        }

        RefusalReason reason = InboundCheck.Check(FrameKind.Batch, body, isOpen: true);
        if (reason != RefusalReason.None)
        {
            claim.Abort();
            return Close(session, reason);
        }

        session.Home.Publish(claim);
        return true;
    }

    private bool OnOther(BusConnection session, FrameKind kind, ReadOnlySpan<byte> frame)
    {
        if (kind == FrameKind.Handshake || !TryOpen(session.Keys!.Opener, frame, _body, out int length))
        {
            return Unopened(session);
        }

        ReadOnlySpan<byte> body = _body.AsSpan(0, length);
        RefusalReason reason = InboundCheck.Check(kind, body, session.State == ConnectionState.Open);
        if (reason != RefusalReason.None)
        {
            return Close(session, reason);
        }

        if (kind == FrameKind.Close)
        {
            return false;
        }

        while (!body.IsEmpty && session.State != ConnectionState.Closing)
        {
            ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content);
            if (!OnControl(session, header.Code, content))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryOpen(RecordOpener opener, ReadOnlySpan<byte> frame, Span<byte> body, out int length)
    {
        long rekeys = opener.Rekeys;
        bool opened = opener.TryOpen(frame, body, out length);
        if (opened && opener.Rekeys != rekeys)
        {
            _counters.Count(BusCounters.RekeysIn);
        }

        return opened;
    }

    private bool OnControl(BusConnection session, ControlCode code, ReadOnlySpan<byte> content) => code switch
    {
        ControlCode.Authenticate => OnAuthenticate(session, content),
        ControlCode.Resolve => HandOver(session, BusEventKind.Resolve, content),
        ControlCode.SealRequest => HandOver(session, BusEventKind.SealRequest, content),
        ControlCode.SealAnswer => HandOver(session, BusEventKind.SealAnswer, content),
        ControlCode.Ping => OnPing(session, content),
        ControlCode.Rehandshake => OnRehandshake(session, content),
        ControlCode.Pong => OnPong(session, content),
        _ => true,
    };

    private bool OnAuthenticate(BusConnection session, ReadOnlySpan<byte> content)
    {
        if (session.State != ConnectionState.Authenticating || session.Job is not null)
        {
            return Refuse(session, RefusalReason.Unauthenticated, session.Peer);
        }

        AuthenticateMessage.TryRead(content, out AuthenticateMessage message);
        session.Wish = SessionWish.Of(message);
        if (_handshakes.TrySubmit(session, HandshakeStep.Proof, null, message.Signature))
        {
            return true;
        }

        _counters.Count(BusCounters.HandshakesTurnedAway);
        return false;
    }

    private bool OnProven(BusConnection session)
    {
        VerifiedCredential peer = session.Peer!;
        session.State = ConnectionState.Open;

        // A lane's own secret proves nothing: the session's is the first lane's. Before the port: there may be no room.
        ExporterSecret? exporter = session.Wish.Joins is null ? session.Keys!.Exporter.Copy() : null;
        var port = new EgressPort(session.Slot, _options.EgressBytes, _ready);
        var admission = new AgentAdmission(
            peer.Identity, peer.SigningKey, peer.Bytes, peer.Digest, peer.NotAfter, session.Keys!.HandshakeHash, port)
        {
            Exporter = exporter,
            Displacement = session.Wish.Displaces,
            Joins = session.Wish.Joins,
            Lanes = session.Wish.Lanes,
        };

        IngressQueue home = _shards.Of(peer.Digest);
        if (!home.TryOpened(session.Slot, admission))
        {
            port.Dispose();
            admission.Exporter?.Dispose();
            return Close(session, RefusalReason.Internal);
        }

        session.Home = home;
        session.Port = port;
        session.Admission = admission;
        session.Link.OnAuthenticated();
        if (session.Link is RouterConnection { Offer: var offer })
        {
            _counters.Count(
                offer == MemoryOffer.Made ? BusCounters.MemoryOffered : BusCounters.MemoryWithheld);
        }

        return true;
    }

    private bool OnRehandshake(BusConnection session, ReadOnlySpan<byte> content)
    {
        Span<byte> buffer = stackalloc byte[WireLimits.MaxHandshakeFrame];
        RefusalReason reason = _rehandshake.TryTake(session, content, buffer, out ReadOnlySpan<byte> frame);
        if (reason != RefusalReason.None)
        {
            return Close(session, reason);
        }

        // The session waits for the conductor, so that its next record is opened with the keys it was sealed with.
        RouterHandshake handshake = session.Handshake!;
        session.Handshake = null;
        if (_handshakes.TrySubmit(session, HandshakeStep.LaterFrame, handshake, frame))
        {
            return true;
        }

        handshake.Dispose();
        _counters.Count(BusCounters.HandshakesTurnedAway);
        return Close(session, RefusalReason.Internal);
    }

    private bool OnReconducted(BusConnection session, HandshakeJob job)
    {
        RouterHandshake? handshake = session.Handshake;
        switch (job.Verdict)
        {
            case HandshakeVerdict.Answer:
                return _rehandshake.Answer(session, job.Bytes);

            case HandshakeVerdict.Established:
                return _rehandshake.Accept(session, handshake!.Peer!, job.TakeKeys())
                    && (session.Home!.TryRenewed(session.Slot, session.Admission!)
                        || Close(session, RefusalReason.Internal));

            case HandshakeVerdict.Refused:
                return Refuse(session, handshake!.Refusal, handshake.Peer);

            case HandshakeVerdict.Shortage:
                _counters.Count(BusCounters.Shortages);
                return false;

            default:
                return Refuse(session, RefusalReason.Unauthenticated, session.Peer);
        }
    }

    private bool HandOver(BusConnection session, BusEventKind kind, ReadOnlySpan<byte> content)
    {
        if (!session.Home!.TryClaim(kind, session.Slot, content.Length, out RingClaim claim))
        {
            return Close(session, RefusalReason.Internal);
        }

        content.CopyTo(claim.Bytes[IngressQueue.PrefixSize..]);
        session.Home.Publish(claim);
        return true;
    }

    private bool OnPing(BusConnection session, ReadOnlySpan<byte> content)
    {
        PingMessage.TryRead(ControlCode.Ping, content, out PingMessage ping);
        Span<byte> pong = stackalloc byte[PingMessage.WireLength];
        (ping with { Code = ControlCode.Pong, Time = _options.Clock.UnixNanoseconds }).Write(pong);
        return _writer.Send(session, FrameKind.Control, pong);
    }

    // A pong that the router did not ask for, or has no room for, is as good as none.
    private bool OnPong(BusConnection session, ReadOnlySpan<byte> content)
    {
        if (session.Home!.TryClaim(BusEventKind.Pong, session.Slot, content.Length, out RingClaim claim))
        {
            content.CopyTo(claim.Bytes[IngressQueue.PrefixSize..]);
            session.Home.Publish(claim);
        }
        else
        {
            _counters.Count(BusCounters.EventsLost);
        }

        return true;
    }

    private bool Unopened(BusConnection session)
    {
        _counters.Count(BusCounters.FramesUnopened);
        return Close(session, RefusalReason.Malformed);
    }

    private bool Refuse(BusConnection session, RefusalReason reason, VerifiedCredential? peer)
    {
        string who = peer?.Identity.Name.ToString() ?? session.Listener.Id;
        if (!_shards.First.TryRefused(reason, who))
        {
            _counters.Count(BusCounters.EventsLost);
        }

        return Close(session, reason);
    }
}

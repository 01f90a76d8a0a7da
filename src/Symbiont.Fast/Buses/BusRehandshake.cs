using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Buses;

/// <summary>
/// A handshake inside a live session: the same agent proves itself anew, and the session goes on under new keys and
/// with the validity of the credential that came. Owned by the bus's thread.
/// </summary>
internal sealed class BusRehandshake
{
    private readonly BusWriter _writer;
    private readonly BusCounters _counters;
    private readonly RouterOptions _options;

    public BusRehandshake(BusWriter writer, BusCounters counters, RouterOptions options)
    {
        _writer = writer;
        _counters = counters;
        _options = options;
    }

    /// <summary>
    /// Makes a handshake frame of a step that the security check has let through, and a handshake for the first one.
    /// </summary>
    /// <param name="session">The open session.</param>
    /// <param name="content">The step.</param>
    /// <param name="buffer">At least <see cref="WireLimits.MaxHandshakeFrame"/> bytes.</param>
    /// <param name="frame">The frame, in the buffer.</param>
    /// <returns>Why the session must end, or none.</returns>
    public RefusalReason TryTake(
        BusConnection session, ReadOnlySpan<byte> content, Span<byte> buffer, out ReadOnlySpan<byte> frame)
    {
        RehandshakeMessage.TryRead(content, out RehandshakeMessage message);
        frame = HandshakeFrame.Wrap(message.Noise, buffer);
        bool begins = message.Step == RehandshakeMessage.First;
        if (session.Job is not null || begins != session.Handshake is null)
        {
            return RefusalReason.Malformed;
        }

        return begins ? Begin(session) : RefusalReason.None;
    }

    /// <summary>Sends the router's step. False when the connection is broken.</summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The handshake's answer, as a frame.</param>
    public bool Answer(BusConnection session, ReadOnlySpan<byte> frame)
    {
        Span<byte> control = stackalloc byte[ControlHeader.Size + ControlHeader.MaxBody];
        int length = RehandshakeMessage.Write(control, RehandshakeMessage.Second, frame[FrameHeader.Size..]);
        return _writer.Send(session, FrameKind.Control, control[..length]);
    }

    /// <summary>
    /// The peer has proven itself: the last record under the old keys says so. False when the connection is broken.
    /// </summary>
    public bool Accept(BusConnection session, VerifiedCredential peer, LinkKeys next)
    {
        // Before the peer hears of it, so that whoever has heard finds it counted.
        _counters.Count(BusCounters.Rehandshakes);
        Span<byte> done = stackalloc byte[RehandshakeMessage.WireLength(0)];
        RehandshakeMessage.Write(done, RehandshakeMessage.Done, []);
        bool sent = _writer.Send(session, FrameKind.Control, done);
        session.Keys!.Dispose();
        session.Keys = next;
        session.Peer = peer;
        session.Admission = session.Admission! with
        {
            Identity = peer.Identity,
            Credential = peer.Bytes,
            NotAfter = peer.NotAfter,
        };
        session.EndHandshake();
        session.RehandshakeDeadline = long.MaxValue;
        return sent;
    }

    /// <summary>True when a session's keys are too old, or it has left a handshake half-way.</summary>
    public bool IsOverdue(BusConnection session, long now)
    {
        KeyLifetimes lifetimes = _options.KeyLifetimes;
        return session is { State: ConnectionState.Open, Keys: { } keys }
            && (now - keys.Established >= KeyLifetimes.Nanoseconds(lifetimes.SessionLimit)
                || now >= session.RehandshakeDeadline);
    }

    private RefusalReason Begin(BusConnection session)
    {
        KeyLifetimes lifetimes = _options.KeyLifetimes;
        long now = _options.Clock.MonotonicNanoseconds;

        // A handshake costs the router hundreds of times what a record does.
        if (now - session.Keys!.Established < KeyLifetimes.Nanoseconds(lifetimes.RehandshakeInterval))
        {
            return RefusalReason.RateLimited;
        }

        session.RehandshakeDeadline = now + KeyLifetimes.Nanoseconds(lifetimes.RehandshakeTimeout);
        session.Handshake = RouterHandshake.Continue(
            _options.Identity.StaticKey, session.Listener.Verifier, session.Listener.Tier, session.Listener.Id,
            session.Keys, session.Peer!);
        return RefusalReason.None;
    }
}

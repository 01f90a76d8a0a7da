using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// Shakes hands with the router again inside the live session, before its keys are too old, and gives the session up
/// when they are. It owns the session's keys. Receive thread.
/// </summary>
internal sealed class LinkRenewal : IDisposable
{
    private readonly AgentBundle _bundle;
    private readonly AgentClientOptions _options;
    private readonly LinkReader _reader;
    private readonly LinkWriter _writer;
    private readonly ClientCounters _counters;
    private readonly byte[] _frame = new byte[WireLimits.MaxHandshakeFrame];
    private LinkKeys _keys;
    private LinkKeys? _next;
    private AgentHandshake? _handshake;
    private long _due;
    private long _looked = long.MinValue;

    public LinkRenewal(
        AgentBundle bundle, AgentClientOptions options, LinkKeys keys, LinkReader reader, LinkWriter writer,
        ClientCounters counters)
    {
        _bundle = bundle;
        _options = options;
        _keys = keys;
        _reader = reader;
        _writer = writer;
        _counters = counters;
        Plan();
    }

    /// <summary>How long the receive thread may wait for bytes before it asks again.</summary>
    public static TimeSpan Tick(KeyLifetimes lifetimes)
    {
        // A quarter of the time, so that a handshake is late by little; a minute, so that idle agents cost nothing.
        long ticks = Math.Min(lifetimes.RehandshakeAfter.Ticks, lifetimes.SessionLimit.Ticks) / 4;
        return TimeSpan.FromTicks(Math.Clamp(ticks, TimeSpan.TicksPerMillisecond * 10, TimeSpan.TicksPerMinute));
    }

    /// <summary>Begins a handshake when it is due. False when the keys are too old to go on.</summary>
    public bool Poll()
    {
        long coarse = _options.Clock.CoarseMilliseconds;
        if (coarse == _looked)
        {
            return true;
        }

        _looked = coarse;
        long now = _options.Clock.MonotonicNanoseconds;
        if (now - _keys.Established >= KeyLifetimes.Nanoseconds(_options.KeyLifetimes.SessionLimit))
        {
            return false;
        }

        if (now >= _due && _handshake is null && _next is null)
        {
            _handshake = AgentHandshake.Continue(
                _keys, _bundle.Identity.Tier, _options.ListenerId, _bundle.StaticKey, _bundle.RouterKey,
                _bundle.Credential);
            Send(RehandshakeMessage.First, _handshake.WriteFirst(_frame), null);
        }

        return true;
    }

    /// <summary>Takes the router's step. False when it is not what an honest router would send.</summary>
    public bool OnStep(ReadOnlySpan<byte> body)
    {
        if (RehandshakeMessage.TryRead(body, out RehandshakeMessage message) != FrameError.None)
        {
            return false;
        }

        return message.Step switch
        {
            RehandshakeMessage.Second when _handshake is not null => OnSecond(_handshake, message.Noise),
            RehandshakeMessage.Done when _next is not null => OnDone(_next),
            _ => false,
        };
    }

    /// <summary>Wipes the keys; after the receive thread has ended and nobody writes any more.</summary>
    public void Dispose()
    {
        _handshake?.Dispose();
        _next?.Dispose();
        _keys.Dispose();
    }

    private bool OnSecond(AgentHandshake handshake, ReadOnlySpan<byte> noise)
    {
        if (!handshake.TryReadSecond(HandshakeFrame.Wrap(noise, _frame)))
        {
            return false;
        }

        int length = handshake.WriteThird(_frame);
        _next = handshake.Complete(_options.KeyLifetimes, _options.Clock);
        handshake.Dispose();
        _handshake = null;
        Send(RehandshakeMessage.Third, length, _next.Sealer);
        return true;
    }

    // The router has answered the third step, so the writer has let go of the old keys, too.
    private bool OnDone(LinkKeys next)
    {
        _reader.Switch(next.Opener);
        _keys.Dispose();
        _keys = next;
        _next = null;
        _counters.Count(ClientCounters.Rehandshakes);
        Plan();
        return true;
    }

    private void Send(byte step, int frameLength, RecordSealer? next)
    {
        ReadOnlySpan<byte> noise = _frame.AsSpan(FrameHeader.Size, frameLength - FrameHeader.Size);
        byte[] control = new byte[RehandshakeMessage.WireLength(noise.Length)];
        RehandshakeMessage.Write(control, step, noise);
        _writer.AddControl(control, next);
    }

    // Up to a fifth earlier, or all agents that came at once would come again at once.
    private void Plan()
    {
        long after = KeyLifetimes.Nanoseconds(_options.KeyLifetimes.RehandshakeAfter);
        _due = _keys.Established + after - Random.Shared.NextInt64((after / 5) + 1);
    }
}

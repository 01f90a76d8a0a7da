using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>From an endpoint to an open session: connection, handshake, proof, welcome. Blocking; one thread.</summary>
internal sealed class AgentConnector
{
    private readonly AgentBundle _bundle;
    private readonly AgentClientOptions _options;
    private readonly Connection _connection;
    private readonly FormerSession? _former;
    private readonly JoinedSession? _joined;

    public AgentConnector(
        AgentBundle bundle, AgentClientOptions options, Connection connection, FormerSession? former,
        JoinedSession? joined)
    {
        (_former, _joined) = (former, joined);
        _bundle = bundle;
        _options = options;
        _connection = connection;
        Reader = new LinkReader(connection);
    }

    /// <summary>The reader; it may hold bytes that came behind the welcome.</summary>
    public LinkReader Reader { get; }

    /// <summary>The router's welcome.</summary>
    public WelcomeMessage Welcome { get; private set; }

    /// <summary>The router's time in it.</summary>
    public ClockSample RouterTime { get; private set; }

    /// <summary>Runs the handshake and returns the record keys.</summary>
    /// <exception cref="ClockOffsetException">The router's clock is too far off.</exception>
    public LinkKeys Open()
    {
        using var handshake = new AgentHandshake(
            _bundle.Identity.Tier, _options.ListenerId, _options.OfferedSuites, _bundle.StaticKey, _bundle.RouterKey,
            _bundle.Credential, _options.ClassicalHandshake);
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        Send(frame.AsSpan(0, handshake.WriteFirst(frame)));
        if (!handshake.TryReadSecond(Reader.ReadFrame(_options.ConnectTimeout)))
        {
            throw new SessionRefusedException();
        }

        Send(frame.AsSpan(0, handshake.WriteThird(frame)));
        LinkKeys keys = handshake.Complete(_options.KeyLifetimes, _options.Clock);
        try
        {
            long asked = _options.Clock.MonotonicNanoseconds;
            Prove(keys, frame);
            AwaitWelcome(keys.Opener);
            RouterTime = new ClockSample(asked, _options.Clock.MonotonicNanoseconds, Welcome.RouterTime);
            if (new ClockLimit(_bundle, _options).Check(Welcome.RouterTime) is { } refused)
            {
                throw refused;
            }

            _connection.SetReceiveTimeout(LinkRenewal.Tick(_options.KeyLifetimes));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private void Prove(LinkKeys keys, Span<byte> frame)
    {
        Span<byte> signature = stackalloc byte[AuthenticateMessage.Size];
        SessionProof.Sign(_bundle.SigningKey, keys.HandshakeHash, signature);
        Span<byte> message = frame[FrameHeader.Size..];
        int length = _joined is not null ? WriteJoining(_joined, keys, message, signature)
            : _former is not null ? WriteDisplacing(_former, keys, message, signature)
            : AuthenticateMessage.Write(message, signature, _options.Lanes - 1);

        // A router that refused the credential has closed by now; its reason stands in the socket and is read next.
        _connection.Send(frame[..keys.Sealer.Seal(FrameKind.Control, frame, length)], out _);
    }

    private int WriteDisplacing(
        FormerSession former, LinkKeys keys, Span<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> proof = stackalloc byte[DisplacementProof.Size];
        DisplacementProof.Write(former.Exporter, keys.HandshakeHash, proof);
        return AuthenticateMessage.WriteDisplacing(message, signature, former.Epoch, proof, _options.Lanes - 1);
    }

    private static int WriteJoining(
        JoinedSession joined, LinkKeys keys, Span<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> proof = stackalloc byte[LaneProof.Size];
        LaneProof.Write(joined.Exporter, keys.HandshakeHash, proof);
        return AuthenticateMessage.WriteJoining(message, signature, joined.Lane, joined.Epoch, proof);
    }

    private void AwaitWelcome(RecordOpener opener)
    {
        byte[] frame = Reader.ReadFrame(_options.ConnectTimeout);
        byte[] body = new byte[frame.Length];
        if (FrameHeader.TryRead(frame, out FrameHeader header) != FrameError.None
            || !opener.TryOpen(frame, body, out int length))
        {
            throw new InvalidDataException("the link is corrupt: a frame did not open");
        }

        ReadOnlySpan<byte> rest = body.AsSpan(0, length);
        if (header.Kind == FrameKind.Close && CloseMessage.TryRead(rest, out CloseMessage close) == FrameError.None)
        {
            throw new SessionRefusedException(close.Reason);
        }

        bool welcomed = header.Kind == FrameKind.Control
            && ControlHeader.TryTake(ref rest, out ControlHeader control, out ReadOnlySpan<byte> content)
                == FrameError.None
            && control.Code == ControlCode.Welcome
            && WelcomeMessage.TryRead(content, out WelcomeMessage welcome) == FrameError.None
            && Accept(welcome);
        if (!welcomed)
        {
            throw new InvalidDataException("the router sent no welcome");
        }
    }

    private bool Accept(WelcomeMessage welcome)
    {
        Welcome = welcome;
        return true;
    }

    private void Send(ReadOnlySpan<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            if (_connection.Send(frame, out int sent) != IoStatus.Done)
            {
                throw new SessionRefusedException();
            }

            frame = frame[sent..];
        }
    }
}

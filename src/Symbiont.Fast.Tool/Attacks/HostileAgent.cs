using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An agent that speaks the protocol by hand, so that it can break it at any place: it has a true handshake and true
/// record keys, and sends whatever it is told. Used by one thread.
/// </summary>
public sealed class HostileAgent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HostileLink _link;
    private readonly string _listenerId;
    private readonly LinkKeys _keys;
    private readonly byte[] _opened = new byte[WireLimits.MaxFrame];
    private readonly byte[] _outgoing = new byte[WireLimits.MaxFrame + WireLimits.MaxTag];

    private byte[] _previousRoot;

    private HostileAgent(AgentBundle bundle, HostileLink link, string listenerId, LinkKeys keys)
    {
        (Bundle, _link, _listenerId, _keys) = (bundle, link, listenerId, keys);
        _previousRoot = keys.HandshakeHash.ToArray();
    }

    /// <summary>Who it is.</summary>
    public AgentBundle Bundle { get; }

    /// <summary>The session's number, as the router issued it; 0 without a session.</summary>
    public uint Epoch { get; private set; }

    /// <summary>What it has heard since it connected.</summary>
    public AttackObservation Observation { get; private set; } = AttackObservation.Nothing;

    /// <summary>The sequence of its next batch's first message.</summary>
    public ulong NextSequence { get; private set; } = 1;

    /// <summary>The number of its next run; it sends to one destination at a time.</summary>
    public ulong NextRun { get; private set; } = 1;

    /// <summary>The root that its next batch must name: the last batch's, at first the handshake hash.</summary>
    public ReadOnlySpan<byte> PreviousRoot => _previousRoot;

    /// <summary>
    /// Connects and goes through the handshake. When the router refuses it, <see cref="Observation"/> says so.
    /// </summary>
    /// <param name="bundle">Who it is.</param>
    /// <param name="helloTier">The tier that it says it runs in.</param>
    /// <param name="endPoint">The socket.</param>
    /// <param name="listenerId">The socket's listener id.</param>
    /// <param name="cancellation">Ends the attempt to connect.</param>
    /// <exception cref="AttackException">The router does not answer as one.</exception>
    /// <param name="lifetimes">When it changes its record keys; null for the defaults.</param>
    public static async Task<HostileAgent> ConnectAsync(
        AgentBundle bundle, SandboxTier helloTier, TransportEndPoint endPoint, string listenerId,
        CancellationToken cancellation, KeyLifetimes? lifetimes = null)
    {
        HostileAgent agent = await ConnectUnprovenAsync(
            bundle, helloTier, endPoint, listenerId, cancellation, lifetimes).ConfigureAwait(false);
        try
        {
            agent.Authenticate();
            return agent;
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Connects and goes through the handshake, but does not prove its signing key: it has record keys and no session.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync"/>
    public static async Task<HostileAgent> ConnectUnprovenAsync(
        AgentBundle bundle, SandboxTier helloTier, TransportEndPoint endPoint, string listenerId,
        CancellationToken cancellation, KeyLifetimes? lifetimes = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        HostileLink link = await HostileLink.ConnectAsync(endPoint, cancellation).ConfigureAwait(false);
        try
        {
            return new HostileAgent(bundle, link, listenerId, Handshake(link, bundle, helloTier, listenerId, lifetimes));
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Asks the router for an agent's handle.</summary>
    /// <exception cref="AttackException">It gives none.</exception>
    public uint Resolve(AgentName name)
    {
        Span<byte> request = stackalloc byte[ControlHeader.Size + ControlHeader.MaxBody];
        Send(FrameKind.Control, request[..new ResolveMessage(1, name).Write(request)]);
        uint handle = 0;
        while (handle == 0)
        {
            ReadOnlySpan<byte> body = Read(Patience, out FrameKind kind);
            while (kind == FrameKind.Control && !body.IsEmpty)
            {
                Check(ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content));
                if (header.Code == ControlCode.Descriptor)
                {
                    Check(DescriptorMessage.TryRead(content, out DescriptorMessage descriptor));
                    handle = descriptor.Handle;
                }
                else if (header.Code == ControlCode.Refusal)
                {
                    throw new AttackException($"the router does not know {name}");
                }
            }

            if (body.IsEmpty && kind != FrameKind.Control)
            {
                throw new AttackException($"no answer to the question for {name}");
            }
        }

        return handle;
    }

    /// <summary>Builds a batch, seals and sends it, and goes on behind it.</summary>
    public void SendNext(ForgedBatch batch, uint handle)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Send(FrameKind.Batch, batch.Build(this, handle, out byte[] root));
        Continue(batch, root);
    }

    /// <summary>Goes on as though <paramref name="batch"/> had been sent.</summary>
    public void Continue(ForgedBatch batch, byte[] root)
    {
        ArgumentNullException.ThrowIfNull(batch);
        NextSequence += (ulong)batch.Count;
        NextRun += 1 + batch.SkippedRuns;
        _previousRoot = root;
    }

    /// <summary>Proves its signing key and claims to take another session's place.</summary>
    /// <param name="former">Whose secret the proof is made from.</param>
    /// <param name="epoch">The session that is to be displaced.</param>
    public void AuthenticateDisplacing(HostileAgent former, uint epoch)
    {
        ArgumentNullException.ThrowIfNull(former);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        SessionProof.Sign(Bundle.SigningKey, _keys.HandshakeHash, signature);
        Span<byte> proof = stackalloc byte[DisplacementProof.Size];
        DisplacementProof.Write(former._keys.Exporter, _keys.HandshakeHash, proof);
        Span<byte> message = stackalloc byte[ControlHeader.Size + AuthenticateMessage.LongSize];
        Send(FrameKind.Control, message[..AuthenticateMessage.WriteDisplacing(message, signature, epoch, proof)]);
        AwaitWelcome();
    }

    /// <summary>Proves its signing key, and opens a session that is to have more lanes.</summary>
    public void AuthenticateWithLanes(int moreLanes)
    {
        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        SessionProof.Sign(Bundle.SigningKey, _keys.HandshakeHash, signature);
        Span<byte> message = stackalloc byte[ControlHeader.Size + AuthenticateMessage.LongSize];
        Send(FrameKind.Control, message[..AuthenticateMessage.Write(message, signature, moreLanes)]);
        AwaitWelcome();
    }

    /// <summary>Proves its signing key, and claims to be a lane of a session by another link's secret.</summary>
    /// <param name="prover">The link whose secret makes the proof.</param>
    /// <param name="epoch">The session that is to be joined.</param>
    /// <param name="lane">Which lane it is to be.</param>
    public void AuthenticateJoining(HostileAgent prover, uint epoch, int lane)
    {
        ArgumentNullException.ThrowIfNull(prover);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        SessionProof.Sign(Bundle.SigningKey, _keys.HandshakeHash, signature);
        Span<byte> proof = stackalloc byte[LaneProof.Size];
        LaneProof.Write(prover._keys.Exporter, _keys.HandshakeHash, proof);
        Span<byte> message = stackalloc byte[ControlHeader.Size + AuthenticateMessage.LongSize];
        Send(FrameKind.Control, message[..AuthenticateMessage.WriteJoining(message, signature, lane, epoch, proof)]);
        AwaitWelcome();
    }

    /// <summary>Seals a body under the session's key and sends it.</summary>
    public void Send(FrameKind kind, ReadOnlySpan<byte> body) => _link.TrySend(Seal(kind, body));

    /// <summary>Sends bytes as they are, under no key.</summary>
    public void SendUnsealed(ReadOnlySpan<byte> bytes) => _link.TrySend(bytes);

    /// <summary>Seals a body, changes one bit of the sealed frame, and sends it.</summary>
    /// <param name="kind">The frame's kind.</param>
    /// <param name="body">The frame's body.</param>
    /// <param name="bit">The bit, counted from the frame's first; by default the first behind the header.</param>
    public void SendAltered(FrameKind kind, ReadOnlySpan<byte> body, int bit = FrameHeader.Size * 8)
    {
        Span<byte> frame = Seal(kind, body);
        frame[bit / 8] ^= (byte)(1 << (bit % 8));
        _link.TrySend(frame);
    }

    /// <summary>Seals a body, sends it, and returns the frame, so that it can be sent again.</summary>
    public byte[] SendAndKeep(FrameKind kind, ReadOnlySpan<byte> body)
    {
        byte[] frame = SealOnly(kind, body);
        _link.TrySend(frame);
        return frame;
    }

    /// <summary>Seals a body and does not send it: for a frame that is lost, or sent later.</summary>
    public byte[] SealOnly(FrameKind kind, ReadOnlySpan<byte> body) => [.. Seal(kind, body)];

    /// <summary>Listens until the router has ended the connection or says nothing for a while.</summary>
    public AttackObservation ListenToTheEnd()
    {
        Listen(int.MaxValue - Observation.Receipts - Observation.Refused);
        return Observation;
    }

    /// <summary>Says farewell, waits for the router to close, and closes the connection. The bundle is kept.</summary>
    public void Leave()
    {
        Span<byte> body = stackalloc byte[CloseMessage.Size];
        Send(FrameKind.Close, body[..new CloseMessage(RefusalReason.None).Write(body)]);
        AttackObservation seen = Observation;
        ListenToTheEnd();
        Observation = seen;
        Abandon();
    }

    /// <summary>Closes the connection and wipes the session's keys. The bundle is kept.</summary>
    public void Abandon()
    {
        _keys.Dispose();
        _link.Dispose();
    }

    /// <summary>
    /// The first step of a handshake inside this session, as a control message; the agent never takes the next.
    /// </summary>
    public byte[] BeginRehandshake()
    {
        using AgentHandshake handshake = AgentHandshake.Continue(
            _keys, Bundle.Identity.Tier, _listenerId, Bundle.StaticKey, Bundle.RouterKey, Bundle.Credential);
        Span<byte> frame = stackalloc byte[WireLimits.MaxHandshakeFrame];
        ReadOnlySpan<byte> noise = frame[FrameHeader.Size..handshake.WriteFirst(frame)];
        byte[] control = new byte[RehandshakeMessage.WireLength(noise.Length)];
        RehandshakeMessage.Write(control, RehandshakeMessage.First, noise);
        return control;
    }

    /// <summary>Waits for a control message.</summary>
    /// <exception cref="AttackException">Another comes, or none.</exception>
    public void AwaitControl(ControlCode code)
    {
        ReadOnlySpan<byte> body = Read(Patience, out FrameKind kind);
        bool came = kind == FrameKind.Control && !body.IsEmpty
            && ControlHeader.TryTake(ref body, out ControlHeader header, out _) == FrameError.None
            && header.Code == code;
        if (!came)
        {
            throw new AttackException($"the router sent no {code}");
        }
    }

    /// <summary>
    /// Listens until the router has judged <paramref name="messages"/> messages more, has ended the connection, or says
    /// nothing for a while.
    /// </summary>
    public AttackObservation Listen(int messages)
    {
        int until = Observation.Receipts + Observation.Refused + messages;
        while (Observation.Ending == LinkEnding.Open && Observation.Receipts + Observation.Refused < until)
        {
            ReadOnlySpan<byte> body = Read(Patience, out FrameKind kind);
            if (body.IsEmpty)
            {
                break;
            }

            if (kind == FrameKind.Control)
            {
                Note(body);
            }
        }

        return Observation;
    }

    /// <summary>The next record's opened body; empty when the connection ended or nothing came.</summary>
    public byte[] Next(out FrameKind kind) => Read(Patience, out kind).ToArray();

    /// <summary>Closes the connection and wipes the keys.</summary>
    public void Dispose()
    {
        Abandon();
        Bundle.Dispose();
    }

    private static LinkKeys Handshake(
        HostileLink link, AgentBundle bundle, SandboxTier tier, string listenerId, KeyLifetimes? lifetimes)
    {
        using var handshake = new AgentHandshake(
            tier, listenerId, AeadSuites.SupportedHere, bundle.StaticKey, bundle.RouterKey, bundle.Credential);
        Span<byte> frame = stackalloc byte[WireLimits.MaxHandshakeFrame];
        link.TrySend(frame[..handshake.WriteFirst(frame)]);
        bool answered = link.TryReadFrame(Patience, out ReadOnlySpan<byte> answer, out FrameHeader header, out _)
            && header.Kind == FrameKind.Handshake && handshake.TryReadSecond(answer);
        if (!answered)
        {
            throw new AttackException("the router did not answer the handshake");
        }

        link.TrySend(frame[..handshake.WriteThird(frame)]);
        return handshake.Complete(lifetimes);
    }

    private void Authenticate()
    {
        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        SessionProof.Sign(Bundle.SigningKey, _keys.HandshakeHash, signature);
        Span<byte> message = stackalloc byte[ControlHeader.Size + AuthenticateMessage.Size];
        Send(FrameKind.Control, message[..AuthenticateMessage.Write(message, signature)]);
        AwaitWelcome();
    }

    private void AwaitWelcome()
    {
        ReadOnlySpan<byte> body = Read(Patience, out FrameKind kind);
        if (kind == FrameKind.Control && !body.IsEmpty)
        {
            Check(ControlHeader.TryTake(ref body, out _, out ReadOnlySpan<byte> content));
            Check(WelcomeMessage.TryRead(content, out WelcomeMessage welcome));
            Epoch = welcome.Epoch;
        }
    }

    private Span<byte> Seal(FrameKind kind, ReadOnlySpan<byte> body)
    {
        body.CopyTo(_outgoing.AsSpan(FrameHeader.Size));
        return _outgoing.AsSpan(0, _keys.Sealer.Seal(kind, _outgoing, body.Length));
    }

    // The next record's body; empty when the connection ended, which is noted, or nothing came.
    private ReadOnlySpan<byte> Read(TimeSpan patience, out FrameKind kind)
    {
        kind = default;
        if (!_link.TryReadFrame(patience, out ReadOnlySpan<byte> frame, out FrameHeader header, out bool closed))
        {
            Observation = closed && Observation.Ending == LinkEnding.Open
                ? Observation with { Ending = LinkEnding.Dropped }
                : Observation;
            return [];
        }

        if (!_keys.Opener.TryOpen(frame, _opened, out int length))
        {
            throw new AttackException("the router's record does not open");
        }

        kind = header.Kind;
        if (kind != FrameKind.Close)
        {
            return _opened.AsSpan(0, length);
        }

        Check(CloseMessage.TryRead(_opened.AsSpan(0, length), out CloseMessage close));
        Observation = Observation with
        {
            Ending = LinkEnding.Closed,
            Reason = Observation.Refused > 0 ? Observation.Reason : close.Reason,
        };
        return [];
    }

    private void Note(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            Check(ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content));
            if (header.Code == ControlCode.Receipt)
            {
                Observation = Observation with { Receipts = Observation.Receipts + 1 };
            }
            else if (header.Code == ControlCode.Refusal)
            {
                Check(RefusalMessage.TryRead(content, out RefusalMessage refusal));
                Observation = Observation with
                {
                    Refused = Observation.Refused + (int)refusal.Count,
                    Reason = refusal.Reason,
                    Rule = refusal.Rule,
                };
            }
        }
    }

    private static void Check(FrameError error)
    {
        if (error != FrameError.None)
        {
            throw new AttackException($"the router's answer cannot be read: {error}");
        }
    }
}

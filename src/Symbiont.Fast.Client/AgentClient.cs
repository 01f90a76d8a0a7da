using System.Buffers;
using System.Runtime.CompilerServices;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>
/// An agent's session with its tier's bus: send, receive, request and reply. Thread-safe. A session that ends does not
/// come back: connect anew.
/// </summary>
public sealed class AgentClient : IAsyncDisposable
{
    private readonly AgentBundle _bundle;
    private readonly AgentClientOptions _options;
    private readonly ExporterSecret _exporter;
    private readonly PeerTable _peers;
    private readonly Mailbox _mailbox;
    private readonly LaneSet _lanes;

    private AgentClient(AgentBundle bundle, AgentClientOptions options, OpenLink[] links)
    {
        _bundle = bundle;
        _options = options;
        EndPoint = links[0].EndPoint;
        _exporter = links[0].Keys.Exporter.Copy();
        Handle = links[0].Welcome.Handle;
        _peers = new PeerTable(new CredentialVerifier(bundle.OperatorKey));
        _mailbox = new Mailbox(options.ReceiveCapacity, links.Length);
        Lane[] lanes = [.. links.Select((link, index) =>
            new Lane(this, bundle, link, new LaneNumber(index, links.Length), _peers, _mailbox))];
        _lanes = new LaneSet(lanes, _mailbox, options.SendTimeout);
    }

    /// <summary>
    /// Raised for each refusal the router sends, on the receive thread; and for each reply of a handler that could not
    /// be sealed, on any thread and without a sequence.
    /// </summary>
    public event Action<RefusalMessage>? Refused;

    /// <summary>The agent's own name.</summary>
    public AgentName Name => _bundle.Name;

    /// <summary>Where it connected: the first of the options' endpoints that could be reached.</summary>
    public TransportEndPoint EndPoint { get; }

    /// <summary>The session's number, given by the router to its first lane.</summary>
    public uint Epoch => _lanes.First.Epoch;

    /// <summary>The agent's own handle in this router.</summary>
    public uint Handle { get; }

    /// <summary>
    /// Completes when the session is over, with the router's reason; <see cref="RefusalReason.None"/> for an ordinary
    /// end.
    /// </summary>
    public Task<RefusalReason> Closed => _lanes.Closed;

    /// <summary>
    /// The router's clock, as far as it is followed; timestamps go by it. It never goes back and outlives the session.
    /// A host that is paused now and then gives it to its <see cref="RenewalOptions"/>.
    /// </summary>
    public IClock Clock => _lanes.First.Clock;

    /// <summary>How far <see cref="Clock"/> is ahead of the host's wall clock; negative when behind.</summary>
    public TimeSpan ClockOffset => _lanes.First.Clock.Offset;

    /// <summary>How far <see cref="Clock"/> may be off from the router's, while neither host stands still.</summary>
    public TimeSpan ClockError => _lanes.First.Clock.Error;

    internal AgentClientOptions Options => _options;

    internal AgentName Self => _bundle.Name;

    /// <summary>Connects and opens a session.</summary>
    /// <param name="bundle">Who the agent is. It must outlive the client.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SessionRefusedException">The router refused, or is not the one that was meant.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    /// <exception cref="NoEndPointException">There are several endpoints, and none can be reached.</exception>
    /// <exception cref="TimeoutException">The router did not answer in time.</exception>
    /// <exception cref="ClockOffsetException">
    /// The router's clock is further off than <see cref="AgentClientOptions.MaxClockOffset"/>.
    /// </exception>
    public static Task<AgentClient> ConnectAsync(
        AgentBundle bundle, AgentClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfUnfit();
        return ConnectAsync(bundle, options, null, cancellation);
    }

    /// <summary>
    /// Opens a session in the place of this one, which the router need not have seen end, and then disposes of this
    /// one. More than two in a minute, and the router takes the agent for two and refuses its keys from then on.
    /// </summary>
    /// <param name="cancellation">Gives up; this session stays as it is.</param>
    /// <exception cref="ObjectDisposedException">This client was disposed of.</exception>
    /// <inheritdoc cref="ConnectAsync(AgentBundle, AgentClientOptions, CancellationToken)"/>
    public async Task<AgentClient> ReconnectAsync(CancellationToken cancellation = default)
    {
        using ExporterSecret exporter = _exporter.Copy();
        AgentClient next = await ConnectAsync(
            _bundle, _options, new FormerSession(Epoch, exporter), cancellation).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        return next;
    }

    private static async Task<AgentClient> ConnectAsync(
        AgentBundle bundle, AgentClientOptions options, FormerSession? former, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Lanes, WireLimits.MaxLanes);
        OpenLink[] links = await OpenLink.OpenSessionAsync(bundle, options, former, cancellation)
            .ConfigureAwait(false);
        var client = new AgentClient(bundle, options, links);
        client._lanes.Start(options.Threading);
        return client;
    }

    /// <summary>
    /// Sends a message. It is on its way when the call returns; a refusal comes by <see cref="Refused"/>. A message
    /// that must be sealed waits for the handshake with the destination, at most for the request timeout.
    /// </summary>
    /// <returns>The message's id.</returns>
    /// <exception cref="MessageRefusedException">
    /// The destination is unknown or away, makes no seal, or the client itself refuses.
    /// </exception>
    /// <exception cref="TimeoutException">
    /// The destination did not answer the request for a seal in time, or this host stood still and the router did not
    /// say what time it is.
    /// </exception>
    /// <exception cref="ClockOffsetException">It stood still for longer than is followed.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    public async ValueTask<Guid> SendAsync(
        AgentName destination, MessageType type, ReadOnlyMemory<byte> payload, SendOptions? options = null,
        CancellationToken cancellation = default)
    {
        Peer peer = _peers.Find(destination)
            ?? await ResolveAsync(destination, cancellation).ConfigureAwait(false);
        ulong sequence = await PostAsync(peer, type, payload, options, MessageFlags.None, null, cancellation)
            .ConfigureAwait(false);
        return Id(peer, sequence);
    }

    /// <summary>Sends a message and waits until the router has put it on its way. Await it once.</summary>
    /// <returns>The message's id.</returns>
    /// <exception cref="MessageRefusedException">The router or the client refused it.</exception>
    /// <exception cref="TimeoutException">No word came within the request timeout.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Guid> SendConfirmedAsync(
        AgentName destination, MessageType type, ReadOnlyMemory<byte> payload, SendOptions? options = null,
        CancellationToken cancellation = default)
    {
        Peer peer = _peers.Find(destination)
            ?? await ResolveAsync(destination, cancellation).ConfigureAwait(false);
        var pending = PendingMessage.Rent(peer, awaitsReply: false);
        ulong sequence = await PostAsync(
            peer, type, payload, options, MessageFlags.ReceiptWanted, pending, cancellation).ConfigureAwait(false);
        await AwaitAsync(pending, sequence, cancellation).ConfigureAwait(false);
        return Id(peer, sequence);
    }

    /// <summary>Calls another agent and waits for its reply. Await it once.</summary>
    /// <exception cref="MessageRefusedException">The router or the client refused the call.</exception>
    /// <exception cref="TimeoutException">No reply came within the request timeout.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedMessage> RequestAsync(
        AgentName destination, ReadOnlyMemory<byte> payload, SendOptions? options = null,
        CancellationToken cancellation = default)
    {
        Peer peer = _peers.Find(destination)
            ?? await ResolveAsync(destination, cancellation).ConfigureAwait(false);
        var pending = PendingMessage.Rent(peer, awaitsReply: true);
        ulong sequence = await PostAsync(
            peer, MessageType.Rpc, payload, options, MessageFlags.None, pending, cancellation).ConfigureAwait(false);
        return (await AwaitAsync(pending, sequence, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>
    /// With <see cref="ClientThreading.Invoker"/>: receives what is there, without waiting, and hands it over. One thread
    /// at a time.
    /// </summary>
    /// <returns>How many frames came; 0 lets the caller idle.</returns>
    /// <exception cref="InvalidOperationException">The client receives on threads of its own.</exception>
    public int Poll() => Poll(TimeSpan.Zero);

    /// <summary>
    /// The same, and waits when there is nothing: for a thread that has nothing else to do. Only in sessions of one lane.
    /// </summary>
    /// <param name="wait">How long, at most.</param>
    /// <returns>How many frames came.</returns>
    /// <exception cref="InvalidOperationException">
    /// The client receives on threads of its own, or is to wait for several lanes.
    /// </exception>
    public int Poll(TimeSpan wait) => _options.Threading == ClientThreading.Invoker
        ? _lanes.Poll(wait)
        : throw new InvalidOperationException("The client receives on threads of its own.");

    /// <summary>The next message that no handler took.</summary>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The session is over and the queue empty.
    /// </exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellation = default) =>
        _mailbox.Queue.ReadAsync(cancellation);

    /// <summary>Answers a call that <see cref="ReceiveAsync"/> gave.</summary>
    public async ValueTask ReplyAsync(
        ReceivedMessage request, ReadOnlyMemory<byte> payload, SendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        SendOptions said = options ?? SendOptions.Default;
        said = said with { Correlation = request.Correlation, Seal = said.Seal || request.IsSealed };
        await PostAsync(request.Peer, MessageType.Rpc, payload, said, MessageFlags.Reply, null, default)
            .ConfigureAwait(false);
    }

    /// <summary>Finds an agent once, for <see cref="TryClaim"/>.</summary>
    /// <exception cref="MessageRefusedException">It is unknown, away, or not to be written to.</exception>
    /// <exception cref="TimeoutException">The router did not answer within the request timeout.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    public async ValueTask<RemoteAgent> FindAsync(AgentName name, CancellationToken cancellation = default) =>
        new(_peers.Find(name) ?? await ResolveAsync(name, cancellation).ConfigureAwait(false));

    /// <summary>
    /// Reserves a message's place in the next batch, so that its payload is written where it leaves from. Allocates
    /// nothing and never waits, but for another thread's open claim. It leaves with <see cref="Flush"/>, or by itself
    /// when the batch is full.
    /// </summary>
    /// <param name="destination">Whom it goes to.</param>
    /// <param name="type">Its type.</param>
    /// <param name="length">The payload's length in bytes.</param>
    /// <param name="options">What else it says; neither sealed nor compressed.</param>
    /// <param name="claim">Its place.</param>
    /// <returns>
    /// False when the link has no room now: <see cref="Flush"/>, or poll, and try again. False as well while messages to
    /// that agent wait for a seal, or for the router's clock.
    /// </returns>
    /// <exception cref="ArgumentException">It would have to be sealed or compressed, or is too large.</exception>
    /// <exception cref="InvalidOperationException">This thread has a claim open on that agent's lane.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    public bool TryClaim(
        RemoteAgent destination, MessageType type, int length, SendOptions options, out MessageClaim claim)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Seal || options.Compress || MustSeal(options.Level))
        {
            throw new ArgumentException("What is sealed or compressed cannot be claimed.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, WireLimits.MaxPayload);
        Peer peer = destination.Peer;
        Lane lane = _lanes.For(peer);
        claim = default;
        if (peer.Seals.IsWaiting || lane.IsClockInDoubt())
        {
            return false;
        }

        OutgoingMessage message = OutgoingMessage.From(peer, type, options, MessageFlags.None);
        bool claimed = lane.Writer.TryClaim(message, length, out Span<byte> place, out ulong sequence);
        claim = claimed ? new MessageClaim(lane.Writer, sequence, place) : default;
        return claimed;
    }

    /// <summary>Sends what was committed, unless another thread is at it and will.</summary>
    /// <exception cref="TimeoutException">The link took nothing within the send timeout.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    public void Flush() => _lanes.Flush();

    /// <summary>Answers a call inside a <see cref="MessageHandler"/>.</summary>
    public void Reply(in IncomingMessage request, ReadOnlySpan<byte> payload, MessageFlags flags = MessageFlags.None)
    {
        var message = new OutgoingMessage(
            request.Peer, MessageType.Rpc, request.Level, request.Selector, 0, request.Correlation,
            MessageFlags.Reply | (flags & MessageFlags.Error));
        bool seals = request.IsSealed || MustSeal(message.Level);
        RefuseTooLarge(payload.Length, seals);
        Post(message, payload, seals, null, awaited: false, out _);
    }

    /// <summary>Hands messages to <paramref name="handler"/> from now on, instead of queueing them.</summary>
    public void OnMessage(MessageHandler handler) => _mailbox.Handler = handler;

    /// <summary>What the client counted: deliveries, rejections by reason, gaps, changes of keys.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counters() => _lanes.Counters();

    /// <summary>Ends the session; not while another thread is in <see cref="Poll()"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lanes.EndAsync().ConfigureAwait(false);
        _exporter.Dispose();
    }

    internal void RaiseRefused(in RefusalMessage refusal) => Refused?.Invoke(refusal);

    private ValueTask<ulong> PostAsync(
        Peer peer, MessageType type, ReadOnlyMemory<byte> payload, SendOptions? options, MessageFlags flags,
        PendingMessage? pending, CancellationToken cancellation)
    {
        SendOptions said = options ?? SendOptions.Default;
        if (said.Compress && said.Level >= SecurityLevel.Confidential)
        {
            throw new ArgumentException("Confidential and Secret payloads are never compressed.", nameof(options));
        }

        bool seals = said.Seal || MustSeal(said.Level);
        RefuseTooLarge(payload.Length, seals);
        OutgoingMessage message = OutgoingMessage.From(peer, type, said, flags);
        WaitingMessage? waiting = said.Compress
            ? PostCompressed(message, payload.Span, seals, pending, out ulong sequence)
            : Post(message, payload.Span, seals, pending, awaited: true, out sequence);
        return waiting is null ? new ValueTask<ulong>(sequence) : AwaitSentAsync(waiting, cancellation);
    }

    private WaitingMessage? PostCompressed(
        in OutgoingMessage message, ReadOnlySpan<byte> payload, bool seals, PendingMessage? pending, out ulong sequence)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(payload.Length);
        try
        {
            return PayloadCompression.TryCompress(payload, block, out int length)
                ? Post(
                    message.Compressed(payload.Length), block.AsSpan(0, length), seals, pending, awaited: true,
                    out sequence)
                : Post(message, payload, seals, pending, awaited: true, out sequence);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private WaitingMessage? Post(
        in OutgoingMessage message, ReadOnlySpan<byte> payload, bool seals, PendingMessage? pending, bool awaited,
        out ulong sequence)
    {
        Lane lane = _lanes.For(message.Destination);
        if (!lane.IsInBurst)
        {
            lane.AwaitCertainty();
        }

        WaitingMessage? waiting = null;
        if (seals)
        {
            waiting = lane.Seals.Send(message.Sealed(), payload, seals, pending, awaited, out sequence);
        }
        else if (message.Destination.Seals.IsWaiting)
        {
            waiting = lane.Seals.Send(message, payload, seals, pending, awaited, out sequence);
        }
        else
        {
            sequence = lane.Writer.Add(message, payload, pending, lane.Pending);
        }

        if (!lane.IsInBurst)
        {
            lane.Writer.Flush();
        }

        return waiting;
    }

    private static async ValueTask<ulong> AwaitSentAsync(WaitingMessage waiting, CancellationToken cancellation)
    {
        try
        {
            return await waiting.Sent!.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            waiting.Sent!.TrySetCanceled(cancellation);
            throw;
        }
    }

    private bool MustSeal(SecurityLevel level) => _options.EncryptionEnabled && level >= SecurityLevel.Confidential;

    // A sealed payload must leave room for the longest tag; which suite it will be is not known yet.
    private static void RefuseTooLarge(int payloadLength, bool seals)
    {
        if (payloadLength > WireLimits.MaxPayload - (seals ? WireLimits.MaxTag : 0))
        {
            throw new MessageRefusedException(RefusalReason.PayloadTooLarge, string.Empty, TimeSpan.Zero);
        }
    }

    private Guid Id(Peer destination, ulong sequence) =>
        MessageId.Create(_bundle.SigningKey.KeyId, _lanes.For(destination).Epoch, sequence);

    private ValueTask<ReceivedMessage?> AwaitAsync(
        PendingMessage pending, ulong sequence, CancellationToken cancellation) =>
        pending.AwaitAsync(_lanes.For(pending.Destination).Pending, sequence, _options.RequestTimeout, cancellation);

    private async Task<Peer> ResolveAsync(AgentName name, CancellationToken cancellation)
    {
        Lane lane = _lanes.First;
        var pending = new TaskCompletionSource<Peer>(TaskCreationOptions.RunContinuationsAsynchronously);
        ulong id = lane.Pending.AddRequest(pending);
        try
        {
            byte[] control = new byte[ControlHeader.Size + ControlHeader.MaxBody];
            int length = new ResolveMessage(id, name).Write(control);
            lane.Writer.AddControl(control[..length]);
            lane.Writer.Flush();
            return await pending.Task.WaitAsync(_options.RequestTimeout, cancellation).ConfigureAwait(false);
        }
        finally
        {
            lane.Pending.RemoveRequest(id);
        }
    }
}

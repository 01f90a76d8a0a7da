using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>
/// One link of a session with all that belongs to it: its keys and renewal, its writer, its receive thread, and what
/// waits for answers on it.
/// </summary>
internal sealed class Lane : IDisposable
{
    private readonly Connection _connection;
    private readonly LinkReader _reader;
    private readonly LinkRenewal _renewal;
    private readonly LinkReceiver _receiver;
    private readonly ClientCounters _counters = new();
    private readonly ClockWatch _watch;

    public Lane(
        AgentClient client, AgentBundle bundle, OpenLink link, LaneNumber number, PeerTable peers, Mailbox mailbox)
    {
        AgentClientOptions options = client.Options;
        _connection = link.Connection;
        _reader = link.Reader;
        Epoch = link.Welcome.Epoch;
        var clock = new SessionClock(options.Clock, link.RouterTime);
        Writer = new LinkWriter(_connection, link.Keys, bundle, options with { Clock = clock });
        Writer.Open(Epoch);
        var sealing = new SealContext(bundle, options, Epoch, clock);
        Seals = new SealSender(sealing, Writer, Pending, refusal => client.RaiseRefused(refusal));
        var opening = new SealReceiver(sealing, Seals, peers, Writer, _counters);
        var inbox = new Inbox(mailbox, Pending, _counters, opening, options.RequireSeals);
        _renewal = new LinkRenewal(bundle, options, link.Keys, _reader, Writer, _counters);
        _watch = new ClockWatch(
            clock, options.Clock, new ClockLimit(bundle, options), options.RequestTimeout, Writer.TryAddControl,
            Writer.Flush, options.Threading == ClientThreading.Invoker ? () => Poll() : null);
        _receiver = new LinkReceiver(
            client, _reader, link.Keys.Opener, Writer, _renewal, inbox, number, Pending, peers, Seals, opening,
            _counters, _watch);
    }

    public uint Epoch { get; }

    public LinkWriter Writer { get; }

    public SealSender Seals { get; }

    public PendingTable Pending { get; } = new();

    /// <summary>The router's clock, as this lane knows it.</summary>
    public SessionClock Clock => _watch.Clock;

    /// <summary>Completes when the link is over, with the router's reason.</summary>
    public Task<RefusalReason> Closed => _receiver.Closed;

    /// <summary>True on the lane's receive thread: what it sends here leaves together when the burst ends.</summary>
    public bool IsInBurst => _receiver.IsInBurst;

    /// <summary>What it counted.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counters() =>
    [
        .. _counters.Set.Snapshot(),
        .. _watch.Counters,
        new("rekeys_in", _reader.Rekeys),
        new("rekeys_out", Writer.Rekeys),
    ];

    public void Start(ClientThreading threading)
    {
        if (threading == ClientThreading.Invoker)
        {
            _connection.StopWaiting();
            Writer.StopWaiting();
        }

        _receiver.Start(threading);
    }

    /// <summary>Without a thread of its own: handles what is there; returns how many frames that was.</summary>
    public int Poll() => _receiver.Poll();

    /// <summary>Waits until there is something to receive.</summary>
    public void WaitToReceive(TimeSpan timeout) => _connection.WaitToReceive(timeout);

    /// <summary>Any thread but the lane's receive thread: waits while the clock is in doubt.</summary>
    public void AwaitCertainty() => _watch.AwaitCertainty();

    /// <summary>True while nothing ought to get a time; the router is being asked for its own.</summary>
    public bool IsClockInDoubt() => _watch.IsInDoubt();

    /// <summary>Nothing is sent any more; what the router still sends is received.</summary>
    public void EndSending(Exception reason) => Writer.Break(reason);

    /// <summary>Ends the connection.</summary>
    public void Abort() => _connection.Abort();

    /// <summary>Wipes the keys; after <see cref="Closed"/>.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _renewal.Dispose();
    }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>The lanes of a session, which live and end together. Thread-safe.</summary>
internal sealed class LaneSet
{
    private readonly Lane[] _lanes;
    private readonly Mailbox _mailbox;
    private readonly TimeSpan _grace;
    private ClientThreading _threading;

    public LaneSet(Lane[] lanes, Mailbox mailbox, TimeSpan grace)
    {
        _lanes = lanes;
        _mailbox = mailbox;
        _grace = grace;
        Closed = EndTogetherAsync();
    }

    /// <summary>The lane that opened the session; requests about no agent in particular go there.</summary>
    public Lane First => _lanes[0];

    /// <summary>Completes when all lanes are over, with the router's reason.</summary>
    public Task<RefusalReason> Closed { get; }

    /// <summary>The lane that an agent belongs to.</summary>
    public Lane For(Peer peer) => _lanes[LaneNumber.Of(peer.Handle, _lanes.Length)];

    /// <summary>What all lanes counted, added up.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counters() =>
    [
        .. _lanes.SelectMany(lane => lane.Counters())
            .GroupBy(counter => counter.Key, (name, values) => KeyValuePair.Create(name, values.Sum(v => v.Value))),
    ];

    public void Start(ClientThreading threading)
    {
        _threading = threading;
        foreach (Lane lane in _lanes)
        {
            lane.Start(threading);
        }
    }

    /// <summary>Sends what was committed on any lane.</summary>
    public void Flush()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Writer.Flush();
        }
    }

    /// <summary>The same, and waits for it as long as said when there is nothing; only with one lane.</summary>
    public int Poll(TimeSpan wait)
    {
        int frames = Poll();
        if (frames > 0 || wait == TimeSpan.Zero || Closed.IsCompleted)
        {
            return frames;
        }

        _lanes.Single().WaitToReceive(wait);
        return Poll();
    }

    /// <summary>Without threads of their own: handles what is there; returns how many frames that was.</summary>
    public int Poll()
    {
        int frames = 0;
        foreach (Lane lane in _lanes)
        {
            frames += lane.Poll();
        }

        return frames;
    }

    /// <summary>Ends the session; not while another thread polls.</summary>
    public async Task EndAsync()
    {
        var reason = new IOException("the client was disposed of");
        foreach (Lane lane in _lanes)
        {
            lane.Writer.TrySendClose();
            lane.EndSending(reason);
        }

        // Nobody need read it any more; a receive thread that waits for room there goes on.
        _mailbox.Complete();
        foreach (Lane lane in _lanes)
        {
            lane.Abort();
        }

        if (_threading == ClientThreading.Invoker)
        {
            // Nobody else will: the application is done with the client.
            Poll();
        }

        await Closed.ConfigureAwait(false);
        foreach (Lane lane in _lanes)
        {
            lane.Dispose();
        }
    }

    // When one ends, the router ends the others once it has sent what they still have; it gets a moment for that.
    private async Task<RefusalReason> EndTogetherAsync()
    {
        Task<RefusalReason[]> all = Task.WhenAll(_lanes.Select(lane => lane.Closed));
        await Task.WhenAny(_lanes.Select(lane => lane.Closed)).ConfigureAwait(false);
        foreach (Lane lane in _lanes)
        {
            lane.EndSending(new IOException("another lane of the session is over"));
        }

        await ((Task)all).WaitAsync(_grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompleted)
        {
            foreach (Lane lane in _lanes)
            {
                lane.Abort();
            }
        }

        RefusalReason[] reasons = await all.ConfigureAwait(false);
        _mailbox.Complete();
        return reasons.FirstOrDefault(reason => reason != RefusalReason.None);
    }
}

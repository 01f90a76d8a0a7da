using System.Diagnostics;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Client;

/// <summary>
/// Keeps the session's clock on the router's: pings it once in a minute, and at once when the clock comes into doubt,
/// because the host's wall clock has jumped against the monotonic one, as it does when a suspended host or a paused VM
/// goes on, or because a time does not fit. While in doubt nothing gets a time. Thread-safe; pongs and polls come on
/// the receive thread.
/// </summary>
internal sealed class ClockWatch
{
    private const long Millisecond = 1_000_000;

    // Clocks are slewed together and set apart: NTP sets what is off by more than a tenth of a second, a resumed host
    // by how long it slept. Timestamps may be off by 5 s.
    private const long Jump = 1_000 * Millisecond;
    private const long PingInterval = 60_000 * Millisecond;

    private static readonly TimeSpan s_vague = TimeSpan.FromMilliseconds(500);

    // What a router, or a sender with a clock of its own, can make this agent ask.
    private const int DoubtsPerMinute = 8;

    private readonly object _gate = new();
    private readonly IClock _local;
    private readonly ClockLimit _limit;
    private readonly Action<byte[]> _send;

    // Used in turn, so that the once-a-minute ping allocates nothing. A writer that is all of them behind sends garbled
    // ones, whose pongs fit nothing: they are asked for again.
    private readonly byte[][] _pings =
        [.. Enumerable.Range(0, 2 * DoubtsPerMinute).Select(_ => new byte[PingMessage.WireLength])];

    private readonly Action _flush;
    private readonly Action? _poll;
    private readonly long _patience;
    private readonly HandshakeBudget _doubts = new(DoubtsPerMinute, TimeSpan.FromMinutes(1));
    private long _difference;
    private long _looked;
    private long _polled = long.MinValue;
    private long _asked;
    private ulong _token;
    private bool _isAsking;
    private volatile bool _isDoubtful;
    private Exception? _fault;
    private Exception? _broken;
    private long _doubted;
    private long _corrected;
    private long _refused;

    /// <summary>Watches from now on.</summary>
    /// <param name="clock">The clock to be kept.</param>
    /// <param name="local">The host's.</param>
    /// <param name="limit">What is believed.</param>
    /// <param name="patience">How long a pong may take.</param>
    /// <param name="send">Adds a ping to what leaves next; any thread.</param>
    /// <param name="flush">Makes it leave; any thread. On the receive thread the burst's end does.</param>
    /// <param name="poll">Receives what is there, where no thread does that by itself; else null.</param>
    public ClockWatch(
        SessionClock clock, IClock local, ClockLimit limit, TimeSpan patience, Action<byte[]> send, Action flush,
        Action? poll = null)
    {
        _poll = poll;
        Clock = clock;
        _local = local;
        _limit = limit;
        _patience = KeyLifetimes.Nanoseconds(patience);
        _send = send;
        _flush = flush;
        _looked = local.CoarseMilliseconds - 1;
        _difference = Difference;

        // A welcome that took long, because the router looked for a former session first, tells the time badly.
        bool isVague = clock.Error > s_vague;
        _asked = local.MonotonicNanoseconds - (isVague ? PingInterval : 0);
    }

    public SessionClock Clock { get; }

    /// <summary>What was counted: doubts, times that the clock was wrong, times of the router's not believed.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counters =>
    [
        new("clock_doubts", Volatile.Read(ref _doubted)),
        new("clock_corrections", Volatile.Read(ref _corrected)),
        new("clock_times_refused", Volatile.Read(ref _refused)),
    ];

    private long Difference => _local.UnixNanoseconds - _local.MonotonicNanoseconds;

    /// <summary>
    /// Any thread but the receive thread, before a message gets its time: waits while the clock is in doubt.
    /// </summary>
    /// <exception cref="TimeoutException">The router does not say its time.</exception>
    /// <exception cref="ClockOffsetException">It says one that is not followed.</exception>
    /// <exception cref="IOException">The session is over.</exception>
    public void AwaitCertainty()
    {
        if (!_isDoubtful && !HasJumped())
        {
            return;
        }

        lock (_gate)
        {
            NoteJump();
            if (_isDoubtful && !_isAsking)
            {
                Ask();
            }
        }

        _flush();
        var patience = TimeSpan.FromTicks(_patience / TimeSpan.NanosecondsPerTick);
        long start = Stopwatch.GetTimestamp();
        while (IsStillDoubtful())
        {
            if (!WaitForNews(patience) || Stopwatch.GetElapsedTime(start) >= patience)
            {
                throw Silence();
            }
        }
    }

    /// <summary>
    /// Any thread: true while nothing ought to get a time. The router is being asked; the caller flushes and tries again.
    /// </summary>
    public bool IsInDoubt()
    {
        if (!_isDoubtful && !HasJumped())
        {
            return false;
        }

        lock (_gate)
        {
            NoteJump();
            if (_isDoubtful && !_isAsking)
            {
                Ask();
            }

            return _isDoubtful;
        }
    }

    private bool IsStillDoubtful()
    {
        lock (_gate)
        {
            return _isDoubtful && (_broken ?? _fault) is { } reason ? throw reason : _isDoubtful;
        }
    }

    // False when there was none. A client that its application polls is polled here, for nobody else would.
    private bool WaitForNews(TimeSpan patience)
    {
        if (_poll is not null)
        {
            _poll();
            return true;
        }

        lock (_gate)
        {
            return !_isDoubtful || _fault is not null || _broken is not null || Monitor.Wait(_gate, patience);
        }
    }

    /// <summary>Receive thread, before a time is judged: true when it must wait for the router's.</summary>
    public bool MustWait()
    {
        if (!_isDoubtful && !HasJumped())
        {
            return false;
        }

        lock (_gate)
        {
            NoteJump();
            return _isDoubtful && _isAsking;
        }
    }

    /// <summary>
    /// Receive thread: a time does not fit, so this host may have stood still, which none of its own clocks can tell.
    /// False when that was said too often; then it is the other's clock.
    /// </summary>
    public bool TryDoubt()
    {
        lock (_gate)
        {
            if (_isAsking && _isDoubtful)
            {
                return true;
            }

            if (!_doubts.TryTake(_local.MonotonicNanoseconds))
            {
                return false;
            }

            Doubt();
            return true;
        }
    }

    /// <summary>Receive thread, when a burst is over and once in a while without one.</summary>
    public void Poll()
    {
        long coarse = _local.CoarseMilliseconds;
        if (coarse == _polled)
        {
            return;
        }

        _polled = coarse;
        lock (_gate)
        {
            NoteJump();
            long since = _local.MonotonicNanoseconds - _asked;
            if (_isAsking && since >= _patience)
            {
                _isAsking = false;
                Fail(Silence());
            }
            else if (!_isAsking && since >= PingInterval)
            {
                Ask();
            }
        }
    }

    /// <summary>Receive thread: the router's time.</summary>
    public void OnPong(PingMessage pong)
    {
        lock (_gate)
        {
            if (!_isAsking || pong.Token != _token)
            {
                return;
            }

            if (NoteJump())
            {
                // Nobody knows how long this round trip was; another is under way.
                return;
            }

            _isAsking = false;
            if (_limit.Check(pong.Time) is { } refused)
            {
                _refused++;
                Fail(refused);
                return;
            }

            var sample = new ClockSample(_asked, _local.MonotonicNanoseconds, pong.Time);
            _corrected += Clock.Take(sample, _isDoubtful) ? 1 : 0;
            _difference = Difference;
            _isDoubtful = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The session is over: nobody waits any longer.</summary>
    public void Break(Exception reason)
    {
        lock (_gate)
        {
            _broken ??= reason;
            Monitor.PulseAll(_gate);
        }
    }

    private static TimeoutException Silence() => new("the clocks have jumped, and the router did not say its time");

    private bool HasJumped()
    {
        long now = _local.CoarseMilliseconds;
        if (now == Volatile.Read(ref _looked))
        {
            return false;
        }

        if (IsApart(Difference))
        {
            return true;
        }

        Volatile.Write(ref _looked, now);
        return false;
    }

    private bool IsApart(long difference) => Math.Abs(difference - Volatile.Read(ref _difference)) > Jump;

    private bool NoteJump()
    {
        long difference = Difference;
        bool hasJumped = IsApart(difference);
        if (hasJumped)
        {
            Volatile.Write(ref _difference, difference);
            Doubt();
        }

        return hasJumped;
    }

    private void Doubt()
    {
        _doubted++;
        _isDoubtful = true;
        Ask();
    }

    // A pong to an older ping counts no more: it may have lain in a buffer while this host stood still.
    private void Ask()
    {
        _fault = null;
        _isAsking = true;
        _asked = _local.MonotonicNanoseconds;
        byte[] ping = _pings[++_token % (ulong)_pings.Length];
        new PingMessage(ControlCode.Ping, _token, Clock.Now).Write(ping);
        _send(ping);
    }

    // A doubt remains, and whoever comes next asks again.
    private void Fail(Exception reason)
    {
        _fault = reason;
        Monitor.PulseAll(_gate);
    }
}

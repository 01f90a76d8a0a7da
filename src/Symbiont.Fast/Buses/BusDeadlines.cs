using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Buses;

/// <summary>
/// The deadlines of one bus: peers that do not prove who they are in time, peers that take nothing, and sessions that
/// have not proven themselves for too long. Owned by the bus's thread.
/// </summary>
internal sealed class BusDeadlines
{
    private const long Milliseconds = 1_000_000;

    // A peer that takes nothing for so long is gone, or wants to be in the way.
    private const long BlockedLimit = 10_000 * Milliseconds;
    private const long LeavingLimit = 2_000 * Milliseconds;
    private const long BlockedPeriod = 100 * Milliseconds;
    private const long AgePeriod = 1_000 * Milliseconds;

    private readonly Strangers _strangers;
    private readonly BusConnection?[] _sessions;
    private readonly BusInbound _inbound;
    private readonly BusCounters _counters;
    private readonly IClock _clock;
    private readonly Action<BusConnection> _close;
    private readonly Action<BusConnection, bool> _settle;
    private readonly List<BusConnection> _blocked = [];
    private long _nextLookAtBlocked;
    private long _nextAgeCheck;
    private long _looked = long.MinValue;

    /// <summary>Watches the connections of one bus.</summary>
    /// <param name="strangers">Those that have not proven who they are.</param>
    /// <param name="sessions">All, by slot.</param>
    /// <param name="inbound">Tells a session that it is too old.</param>
    /// <param name="counters">The bus's counters.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="close">Closes a connection without a word.</param>
    /// <param name="settle">Brings the bus in line with what became of a connection; false when it is to be closed.
    /// </param>
    public BusDeadlines(
        Strangers strangers, BusConnection?[] sessions, BusInbound inbound, BusCounters counters, IClock clock,
        Action<BusConnection> close, Action<BusConnection, bool> settle)
    {
        (_strangers, _sessions, _inbound) = (strangers, sessions, inbound);
        (_counters, _clock, _close, _settle) = (counters, clock, close, settle);
    }

    /// <summary>True while a peer has a deadline of less than a second.</summary>
    public bool AreNear => _strangers.Count + _blocked.Count > 0;

    /// <summary>Watches a connection whose peer must take or say something, until it has.</summary>
    public void ExpectProgress(BusConnection session)
    {
        if (!session.IsListedAsBlocked)
        {
            session.IsListedAsBlocked = true;
            session.BlockedSince = _clock.MonotonicNanoseconds;
            _blocked.Add(session);
        }
    }

    /// <summary>Forgets a connection that is closed.</summary>
    public void Forget(BusConnection session)
    {
        if (session.IsListedAsBlocked)
        {
            _blocked.Remove(session);
        }
    }

    /// <summary>Ends whoever is late; how many that was.</summary>
    public int Expire() => ExpireHandshakes() + ExpireBlocked() + ExpireOverdue();

    private int ExpireHandshakes()
    {
        int expired = 0;
        while (_strangers.FindExpired(_clock) is { } late)
        {
            _counters.Count(BusCounters.HandshakesTimedOut);
            _close(late);
            expired++;
        }

        return expired;
    }

    private int ExpireBlocked()
    {
        if (_blocked.Count == 0)
        {
            return 0;
        }

        // Not at every turn: many may be blocked at once, and none of them is in a hurry.
        int expired = 0;
        long now = _clock.MonotonicNanoseconds;
        if (now < _nextLookAtBlocked)
        {
            return 0;
        }

        _nextLookAtBlocked = now + BlockedPeriod;
        for (int i = _blocked.Count - 1; i >= 0; i--)
        {
            BusConnection session = _blocked[i];
            if (session.OutboundLength == 0 && !session.IsLingering)
            {
                session.IsListedAsBlocked = false;
                _blocked.RemoveAt(i);
            }
            else if (session.MadeProgress && !session.IsLeaving)
            {
                session.MadeProgress = false;
                session.BlockedSince = now;
            }
            else if (now - session.BlockedSince >= (session.IsLeaving ? LeavingLimit : BlockedLimit))
            {
                _counters.Count(BusCounters.WritesTimedOut);
                _close(session);
                expired++;
            }
        }

        return expired;
    }

    // Once a second: nobody is cut to the moment, and an idle bus wakes no oftener.
    private int ExpireOverdue()
    {
        long coarse = _clock.CoarseMilliseconds;
        if (coarse == _looked)
        {
            return 0;
        }

        _looked = coarse;
        long now = _clock.MonotonicNanoseconds;
        if (now < _nextAgeCheck)
        {
            return 0;
        }

        _nextAgeCheck = now + AgePeriod;
        int expired = 0;
        foreach (BusConnection? session in _sessions)
        {
            if (session is not null && _inbound.TryExpire(session, now, out bool alive))
            {
                _settle(session, alive);
                expired++;
            }
        }

        return expired;
    }
}

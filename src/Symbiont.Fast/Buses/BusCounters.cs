using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Buses;

/// <summary>One bus's counters. Written by the bus's thread.</summary>
internal sealed class BusCounters
{
    public const int Connections = 0;
    public const int ConnectionsTurnedAway = Connections + 1;
    public const int ConnectionsOverRate = ConnectionsTurnedAway + 1;
    public const int ConnectionsUnexpected = ConnectionsOverRate + 1;
    public const int ConnectionsOverBound = ConnectionsUnexpected + 1;
    public const int HandshakesTurnedAway = ConnectionsOverBound + 1;
    public const int HandshakesSilenced = HandshakesTurnedAway + 1;
    public const int HandshakesTimedOut = HandshakesSilenced + 1;
    public const int FramesIn = HandshakesTimedOut + 1;
    public const int FramesOut = FramesIn + 1;
    public const int FramesUnopened = FramesOut + 1;
    public const int Stalls = FramesUnopened + 1;
    public const int EventsLost = Stalls + 1;
    public const int WritesTimedOut = EventsLost + 1;
    public const int Shortages = WritesTimedOut + 1;
    public const int RekeysIn = Shortages + 1;
    public const int RekeysOut = RekeysIn + 1;
    public const int Rehandshakes = RekeysOut + 1;
    public const int SessionsTooOld = Rehandshakes + 1;
    public const int MemoryOffered = SessionsTooOld + 1;
    public const int MemoryWithheld = MemoryOffered + 1;
    public const int MemoryBroken = MemoryWithheld + 1;
    private const int FirstReason = MemoryBroken + 1;

    public BusCounters(SandboxTier tier)
    {
        string prefix = Vocabulary.Name(tier);
        string[] fixedNames =
        [
            "connections", "connections_turned_away", "connections_over_rate", "connections_unexpected",
            "connections_over_bound", "handshakes_turned_away", "handshakes_silenced", "handshakes_timed_out",
            "frames_in", "frames_out", "frames_unopened", "stalls", "events_lost", "writes_timed_out", "shortages", "rekeys_in", "rekeys_out", "rehandshakes",
            "sessions_too_old", "memory_offered", "memory_withheld", "memory_broken",
        ];
        var names = fixedNames.Select(name => $"{prefix}_{name}").ToList();
        for (int reason = 1; reason < RefusalReasons.Count; reason++)
        {
            names.Add($"{prefix}_sessions_refused_{RefusalReasons.Text((RefusalReason)reason).Replace(' ', '_')}");
        }

        Set = new CounterSet(names);
    }

    public CounterSet Set { get; }

    public void Count(int counter) => Set.Increment(counter);

    public void Count(int counter, int times)
    {
        if (times > 0)
        {
            Set.Add(counter, times);
        }
    }

    public void Count(RefusalReason reason)
    {
        if (reason != RefusalReason.None)
        {
            Set.Increment(FirstReason + (int)reason - 1);
        }
    }
}

namespace Symbiont.Fast.Buses;

/// <summary>
/// Tells the shards which sessions are over, in the order of their ends. What a full ring does not take waits here, and
/// nothing else of the bus may overtake it: the agent may come back. Owned by the bus's thread.
/// </summary>
internal sealed class EndReports
{
    private readonly List<BusConnection> _waiting = [];

    /// <summary>True when the shards have heard of every end.</summary>
    public bool AreTold => _waiting.Count == 0;

    /// <summary>True while its shard has not heard of a session's end, and its slot must stay its own.</summary>
    public bool IsWaiting(BusConnection session) => _waiting.Contains(session);

    /// <summary>A session is over, now: its agent's next one must not overtake this.</summary>
    public void Add(BusConnection session)
    {
        if (!AreTold || !TryTell(session))
        {
            _waiting.Add(session);
        }
    }

    /// <summary>Tries again; returns how many were told.</summary>
    /// <param name="told">Gets each of them.</param>
    public int Retry(Action<BusConnection> told)
    {
        int count = 0;
        while (count < _waiting.Count && TryTell(_waiting[count]))
        {
            told(_waiting[count]);
            count++;
        }

        _waiting.RemoveRange(0, count);
        return count;
    }

    private static bool TryTell(BusConnection ended) => ended.Home!.TryClosed(ended.Slot, ended.ClosedFor);
}

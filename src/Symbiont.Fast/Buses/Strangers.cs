using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Buses;

/// <summary>
/// The connections of a bus whose peers have not proven who they are, oldest first. All get the same time, so the
/// oldest is also the first to run out of it. Owned by the bus's thread.
/// </summary>
internal sealed class Strangers
{
    private readonly LinkedList<BusConnection> _byAge = new();

    public int Count => _byAge.Count;

    /// <summary>The oldest; null when there is none.</summary>
    public BusConnection? Oldest => _byAge.First?.Value;

    public void Add(BusConnection connection) => connection.AmongStrangers = _byAge.AddLast(connection);

    /// <summary>Forgets a connection; nothing to do when it is a stranger no more.</summary>
    public void Remove(BusConnection connection)
    {
        if (connection.AmongStrangers is { } node)
        {
            _byAge.Remove(node);
            connection.AmongStrangers = null;
        }
    }

    /// <summary>The oldest, when its time is over; null when not.</summary>
    public BusConnection? FindExpired(IClock clock) =>
        Oldest is { } oldest && clock.MonotonicNanoseconds >= oldest.Deadline ? oldest : null;
}

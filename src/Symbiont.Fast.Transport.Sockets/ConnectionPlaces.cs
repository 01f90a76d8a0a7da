namespace Symbiont.Fast.Transport.Sockets;

/// <summary>How many connections there may be at once. Any thread.</summary>
internal sealed class ConnectionPlaces(int count)
{
    private int _free = count;

    /// <summary>Takes a place; false when there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref _free);
        return false;
    }

    /// <summary>Gives one back.</summary>
    public void Release() => Interlocked.Increment(ref _free);
}

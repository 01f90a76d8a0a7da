namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Keeps something open while threads are in the middle of using it: whoever is last, user or closer, is told to
/// release it. Any thread.
/// </summary>
public sealed class UseCount
{
    // One for not being closed, one for each user.
    private int _count = 1;
    private int _isClosed;

    /// <summary>True once it was closed.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Begins a use; false when it is closed. Call <see cref="Leave"/> after it.</summary>
    public bool TryEnter()
    {
        if (IsClosed)
        {
            return false;
        }

        int count = Volatile.Read(ref _count);
        while (count > 0)
        {
            int seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>Ends a use; true when the caller must release the thing now.</summary>
    public bool Leave() => Interlocked.Decrement(ref _count) == 0;

    /// <summary>Lets nobody in any more; true when the caller must release the thing now.</summary>
    public bool Close() => Interlocked.Exchange(ref _isClosed, 1) == 0 && Leave();
}

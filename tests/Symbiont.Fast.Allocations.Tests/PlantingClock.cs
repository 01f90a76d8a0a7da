using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Allocations.Tests;

/// <summary>A clock that allocates 24 bytes at every so-manyth question, once it is told to.</summary>
internal sealed class PlantingClock(int every) : IClock
{
    private int _asked;

    /// <summary>What was planted last; kept so that nobody optimizes it away.</summary>
    public object? Planted { get; private set; }

    public bool IsPlanting { get; set; }

    public long UnixNanoseconds
    {
        get
        {
            Plant();
            return SystemClock.Instance.UnixNanoseconds;
        }
    }

    public long MonotonicNanoseconds
    {
        get
        {
            Plant();
            return SystemClock.Instance.MonotonicNanoseconds;
        }
    }

    // An object of one field takes 24 bytes.
    private void Plant()
    {
        if (IsPlanting && ++_asked % every == 0)
        {
            Planted = (object)(long)_asked;
        }
    }
}

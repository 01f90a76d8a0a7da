namespace Symbiont.Fast.Concurrent;

/// <summary>Wakes the thread that may be parked behind it.</summary>
public interface IDoorbell
{
    /// <summary>
    /// Call after publishing work, from any thread. Cheap while the other thread is awake; never blocks, and never
    /// loses a wake-up. The woken thread may find nothing to do.
    /// </summary>
    void Ring();
}

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A polled loop's body. One thread turns it at a time; which thread, and how it idles when there is nothing to do, is
/// the owner's setting, not the cycle's.
/// </summary>
public interface IDutyCycle
{
    /// <summary>Names it in thread names and counters.</summary>
    string Name { get; }

    /// <summary>Does a bounded amount of work without blocking.</summary>
    /// <returns>How much was done; 0 lets the owner idle.</returns>
    int DoWork();
}

namespace Symbiont.Fast;

/// <summary>What an engine thread does while there is nothing to do.</summary>
public enum IdleStrategy
{
    /// <summary>Looks again at once. Answers soonest, and takes a whole core.</summary>
    BusySpin,

    /// <summary>Looks again for some microseconds, yields a few times, then sleeps until it is woken.</summary>
    Backoff,

    /// <summary>Sleeps at once until it is woken.</summary>
    Block,
}

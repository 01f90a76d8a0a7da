namespace Symbiont.Fast;

/// <summary>Which threads turn the router.</summary>
public enum ThreadingMode
{
    /// <summary>One thread turns the buses, the router and the conductor of handshakes.</summary>
    Shared,

    /// <summary>The router has a thread, the buses share others, and the conductor has one.</summary>
    Dedicated,

    /// <summary>
    /// None: the caller turns <see cref="MessageRouter.DoWork"/>, on one thread at a time. The audit writer keeps its
    /// thread, because it waits for the disk.
    /// </summary>
    Invoker,
}

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>What became of a connection's offer of memory.</summary>
public enum MemoryOffer
{
    /// <summary>It was not time for one.</summary>
    None,

    /// <summary>There was none to have, or the socket did not take it; the connection stays on the socket.</summary>
    Withheld,

    /// <summary>It was sent. The agent may leave it.</summary>
    Made,
}

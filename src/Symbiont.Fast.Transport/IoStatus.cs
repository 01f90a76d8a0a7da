namespace Symbiont.Fast.Transport;

/// <summary>How one read or write of a connection ended.</summary>
public enum IoStatus
{
    /// <summary>Some bytes moved.</summary>
    Done,

    /// <summary>Nothing can move now; wait for readiness. On a blocking connection: the time limit passed.</summary>
    WouldBlock,

    /// <summary>The peer closed its side, or the connection broke.</summary>
    Closed,
}

namespace Symbiont.Fast.Buses;

/// <summary>What a bus tells the router, in the order in which it happened.</summary>
internal enum BusEventKind
{
    /// <summary>A session has proven who it is.</summary>
    Opened = 1,

    /// <summary>A well-formed batch of a session.</summary>
    Batch = 2,

    /// <summary>A session asks who has a name.</summary>
    Resolve = 3,

    /// <summary>A session is over.</summary>
    Closed = 4,

    /// <summary>A peer that completed the handshake was refused.</summary>
    HandshakeRefused = 5,

    /// <summary>A session's agent has proven itself anew, perhaps with another credential.</summary>
    Renewed = 6,

    /// <summary>A session asks another agent for a seal.</summary>
    SealRequest = 7,

    /// <summary>A session answers another agent's request for a seal.</summary>
    SealAnswer = 8,

    /// <summary>A session answers the router's ping.</summary>
    Pong = 9,

    /// <summary>A peer that its listener does not expect was turned away.</summary>
    TurnedAway = 10,
}

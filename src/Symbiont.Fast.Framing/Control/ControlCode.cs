namespace Symbiont.Fast.Framing;

/// <summary>
/// The control messages between an agent and the router, or through it to another agent. The numbers travel on the wire.
/// </summary>
public enum ControlCode : ushort
{
    /// <summary>Agent to router, first of a session: the signature over the handshake hash.</summary>
    Authenticate = 1,

    /// <summary>Router to agent: the session is open; epoch, handle and router time.</summary>
    Welcome = 2,

    /// <summary>Agent to router: which agent has this name?</summary>
    Resolve = 3,

    /// <summary>Router to agent: an agent's handle and credential, as an answer or ahead of its first run.</summary>
    Descriptor = 4,

    /// <summary>Router to agent: messages or a request were refused.</summary>
    Refusal = 5,

    /// <summary>Router to agent: a message that wanted a receipt was routed.</summary>
    Receipt = 6,

    /// <summary>Either way: answer with a pong.</summary>
    Ping = 7,

    /// <summary>The answer to a ping, with the answerer's time.</summary>
    Pong = 8,

    /// <summary>Router to agent: the router is going down; send no more.</summary>
    Drain = 9,

    /// <summary>Agent to agent through the router: the first message of a seal's handshake.</summary>
    SealRequest = 10,

    /// <summary>Agent to agent through the router: the second one, or that there is no such seal.</summary>
    SealAnswer = 11,

    /// <summary>Either way: a step of a handshake inside the live session.</summary>
    Rehandshake = 12,
}

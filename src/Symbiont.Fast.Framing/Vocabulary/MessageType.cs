namespace Symbiont.Fast.Framing;

/// <summary>The four standard message types. The numbers travel on the wire.</summary>
public enum MessageType : byte
{
    /// <summary>System control and coordination; needs an elevated capability.</summary>
    Control = 1,

    /// <summary>Application data.</summary>
    Data = 2,

    /// <summary>Event notification.</summary>
    Event = 3,

    /// <summary>Remote procedure call or its reply; needs an explicit capability.</summary>
    Rpc = 4,
}

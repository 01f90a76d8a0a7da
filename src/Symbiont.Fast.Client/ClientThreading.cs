namespace Symbiont.Fast.Client;

/// <summary>Which thread receives.</summary>
public enum ClientThreading
{
    /// <summary>One of the client's own for each lane.</summary>
    Dedicated,

    /// <summary>
    /// None: the application calls <see cref="AgentClient.Poll()"/> again and again, on one thread at a time. Nothing is
    /// received, and no answer comes, while it does not.
    /// </summary>
    Invoker,
}

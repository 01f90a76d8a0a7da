namespace Symbiont.Fast.Hosting;

/// <summary>A thread of the router failed while it ran; the log says why, and the host stops.</summary>
public sealed class RouterFailedException : Exception
{
    /// <summary>Says that the router failed.</summary>
    public RouterFailedException()
        : base("the router failed; its log says why")
    {
    }

    /// <summary>Says what failed.</summary>
    public RouterFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed, and what it came from.</summary>
    public RouterFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

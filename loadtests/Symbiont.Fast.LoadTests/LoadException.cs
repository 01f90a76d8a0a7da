namespace Symbiont.Fast.LoadTests;

/// <summary>A load cannot be run, or went wrong; the message says how.</summary>
public sealed class LoadException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public LoadException(string message)
        : base(message)
    {
    }
}

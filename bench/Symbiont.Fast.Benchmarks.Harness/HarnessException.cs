namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>A scenario cannot be measured, or went wrong while it was; the message says how.</summary>
public sealed class HarnessException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public HarnessException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

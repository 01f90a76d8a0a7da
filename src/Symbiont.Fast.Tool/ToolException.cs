namespace Symbiont.Fast.Tool;

/// <summary>Something the user can put right; the message says what, on one line and without secrets.</summary>
public sealed class ToolException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public ToolException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what it came from.</summary>
    public ToolException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Says nothing; for serializers only.</summary>
    public ToolException()
    {
    }
}

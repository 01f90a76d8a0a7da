namespace Symbiont.Fast.Tool;

/// <summary>An attack that could not even be tried: no router, no victim, an answer that makes no sense.</summary>
public sealed class AttackException : Exception
{
    /// <summary>Says what went wrong.</summary>
    public AttackException(string message)
        : base(message)
    {
    }

    /// <summary>Says what went wrong, and what it came from.</summary>
    public AttackException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Says nothing; for serializers only.</summary>
    public AttackException()
    {
    }
}

using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>The authority refused, or what it answered cannot be believed. The message holds no secret.</summary>
public sealed class AuthorityRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public AuthorityRefusedException(AuthorityStatus status)
        : base($"the authority refused: {Text(status)}") => Status = status;

    /// <summary>Says what is wrong with an answer.</summary>
    public AuthorityRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong with an answer, and what it came from.</summary>
    public AuthorityRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Says nothing; for serializers only.</summary>
    public AuthorityRefusedException()
    {
    }

    /// <summary>The authority's reason; <see cref="AuthorityStatus.Done"/> when its answer is not believed.</summary>
    public AuthorityStatus Status { get; }

    private static string Text(AuthorityStatus status) => status switch
    {
        AuthorityStatus.WrongSocket => "this socket does not serve that",
        AuthorityStatus.TokenUsed => "the token was used before",
        AuthorityStatus.TokenExpired => "the token's time is over",
        AuthorityStatus.NotGranted => "the token is for another name, or grants less",
        AuthorityStatus.TimeOutOfRange => "the clocks differ too much",
        AuthorityStatus.IssuerExpired => "the issuer's own validity is over",
        AuthorityStatus.TooEarly => "less than half of the validity is over",
        AuthorityStatus.Full => "a table is full",
        _ => status.ToString().ToLowerInvariant(),
    };
}

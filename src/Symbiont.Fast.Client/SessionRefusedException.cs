using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>The router did not open a session, or ended it.</summary>
public sealed class SessionRefusedException : Exception
{
    /// <summary>The router said why.</summary>
    public SessionRefusedException(RefusalReason reason)
        : base($"the router closed the session: {RefusalReasons.Text(reason)}") => Reason = reason;

    /// <summary>The router closed without a word: it does that to peers it cannot tell from strangers.</summary>
    public SessionRefusedException()
        : base(
            "the router closed the connection without a word; check its public key, the listener id, the tier, and "
            + "whom the socket is for") =>
        Reason = RefusalReason.Unauthenticated;

    /// <summary>Why.</summary>
    public RefusalReason Reason { get; }
}

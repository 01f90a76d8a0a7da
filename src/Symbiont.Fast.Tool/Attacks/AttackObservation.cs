using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>What a hostile agent hears from the router.</summary>
/// <param name="Receipts">How many of its messages were put on their way.</param>
/// <param name="Refused">How many were refused.</param>
/// <param name="Reason">Why: of the last refusal, else of the close frame.</param>
/// <param name="Rule">The rule that decided; empty when none did.</param>
/// <param name="Ending">How the connection stands.</param>
public sealed record AttackObservation(
    int Receipts, int Refused, RefusalReason Reason, string Rule, LinkEnding Ending)
{
    /// <summary>How many of the receipts are for messages that no victim was given.</summary>
    public int Undelivered { get; init; }

    /// <summary>What else was seen, in a few words; empty when the rest says it all.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>Nothing heard yet.</summary>
    public static AttackObservation Nothing { get; } = new(0, 0, RefusalReason.None, string.Empty, LinkEnding.Open);

    /// <summary>The observation in a few words, with the router's reason.</summary>
    public override string ToString()
    {
        string reason = RefusalReasons.Text(Reason);
        string passed = Receipts > 0 ? $"{Receipts} accepted, " : string.Empty;
        return (Refused, Ending) switch
        {
            _ when Note.Length > 0 => Note,
            (> 0, _) => $"{passed}{Refused} refused: {reason}",
            (_, LinkEnding.Closed) => $"{passed}session closed: {reason}",
            (_, LinkEnding.Dropped) => $"{passed}connection dropped without a word",
            _ when Receipts > 0 => $"{Receipts} accepted",
            _ => "nothing happened",
        };
    }
}

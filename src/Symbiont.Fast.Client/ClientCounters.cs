using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>What the receive thread counted.</summary>
internal sealed class ClientCounters
{
    public const int Delivered = 0;
    public const int Withheld = Delivered + 1;
    public const int RunsMissing = Withheld + 1;
    public const int RefusalsReceived = RunsMissing + 1;
    public const int RepliesUnexpected = RefusalsReceived + 1;
    public const int FramesUnknown = RepliesUnexpected + 1;
    public const int HandlerFailures = FramesUnknown + 1;
    public const int Rehandshakes = HandlerFailures + 1;
    public const int Malformed = Rehandshakes + 1;
    public const int Unopened = Malformed + 1;
    public const int SealsMade = Unopened + 1;
    public const int SealsRefused = SealsMade + 1;
    public const int Unsealed = SealsRefused + 1;
    private const int FirstReason = Unsealed + 1;

    public ClientCounters()
    {
        List<string> names =
        [
            "messages_delivered", "messages_withheld", "runs_missing", "refusals_received", "replies_unexpected",
            "frames_unknown", "handler_failures", "rehandshakes", "messages_rejected_malformed",
            "messages_unopened", "seals_made", "seals_refused", "messages_unsealed",
        ];
        for (int reason = 1; reason < RefusalReasons.Count; reason++)
        {
            names.Add($"runs_rejected_{RefusalReasons.Text((RefusalReason)reason).Replace(' ', '_')}");
        }

        Set = new CounterSet(names);
    }

    public CounterSet Set { get; }

    public void Count(int counter, long amount = 1) => Set.Add(counter, amount);

    public void Rejected(RefusalReason reason) => Set.Increment(FirstReason + (int)reason - 1);
}

namespace Symbiont.Fast.Client;

/// <summary>
/// A message that waits for a handshake, with a payload of its own. A task's owner waits for the sequence; a reply from
/// a handler has none, and its refusal is raised as an event.
/// </summary>
internal sealed record WaitingMessage(
    OutgoingMessage Message, byte[] Payload, bool Seals, PendingMessage? Pending, TaskCompletionSource<ulong>? Sent)
{
    /// <summary>True when nobody wants it sent any more.</summary>
    public bool IsGivenUp => Sent is { Task.IsCompleted: true };
}

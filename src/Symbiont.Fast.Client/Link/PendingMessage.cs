namespace Symbiont.Fast.Client;

/// <summary>A sent message that waits: for a reply, or for the router's receipt.</summary>
internal sealed class PendingMessage(Peer destination, bool awaitsReply)
{
    public Peer Destination { get; } = destination;

    public bool AwaitsReply { get; } = awaitsReply;

    /// <summary>Continuations run elsewhere: they are the application's, and the receive thread must go on.</summary>
    public TaskCompletionSource<ReceivedMessage?> Completion { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

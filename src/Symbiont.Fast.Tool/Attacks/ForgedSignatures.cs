using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Attacks on what a batch signature covers: each sends a true signature of the attacker's own over something else.
/// </summary>
internal static class ForgedSignatures
{
    private const int FirstMessage = BatchHeader.Size + RunHeader.Size;
    private const int RunCountOffset = 2;
    private const int MessageCountOffset = 4;
    private const int RunMessageCountOffset = BatchHeader.Size + 2;
    private const int RunByteCountOffset = BatchHeader.Size + 24;

    private static readonly int MessageSize = MessageHeader.Size + WireLimits.Align(ForgedBatch.Payload.Length);

    public static IReadOnlyList<IAttack> All { get; } =
    [
        Attack("signature over another destination", "misdirector", SendMisdirected),
        Attack("run of one batch spliced into another", "splicer", SendSpliced),
        Attack("reordered messages", "shuffler", SendReordered, refused: 2),
        Attack("truncated batch", "cutter", SendTruncated),
    ];

    private static CraftedAttack Attack(string name, string agentId, CraftedSend send, int refused = 1) => new()
    {
        Name = name,
        AgentId = agentId,
        Reason = RefusalReason.SignatureInvalid,
        Refused = refused,
        Send = send,
    };

    // The handle leads to the victim; the signature is over the attacker as destination.
    private static void SendMisdirected(HostileAgent attacker, AgentName victim, uint handle) =>
        attacker.Send(FrameKind.Batch, new ForgedBatch
        {
            Destination = victim,
            SignedDestination = attacker.Bundle.Name,
        }.Build(attacker, handle));

    // Header and signature of the one, the run of the other; both are the attacker's and fit the chain.
    private static void SendSpliced(HostileAgent attacker, AgentName victim, uint handle)
    {
        byte[] one = new ForgedBatch { Destination = victim }.Build(attacker, handle);
        byte[] other = new ForgedBatch { Destination = victim, Type = MessageType.Event }.Build(attacker, handle);
        other.AsSpan(BatchHeader.Size, RunHeader.Size + MessageSize).CopyTo(one.AsSpan(BatchHeader.Size));
        attacker.Send(FrameKind.Batch, one);
    }

    private static void SendReordered(HostileAgent attacker, AgentName victim, uint handle)
    {
        byte[] batch = new ForgedBatch { Destination = victim, Count = 2 }.Build(attacker, handle);
        byte[] first = batch.AsSpan(FirstMessage, MessageSize).ToArray();
        batch.AsSpan(FirstMessage + MessageSize, MessageSize).CopyTo(batch.AsSpan(FirstMessage));
        first.CopyTo(batch, FirstMessage + MessageSize);
        attacker.Send(FrameKind.Batch, batch);
    }

    // Without its last message, and with all counts put right: only the signature can tell.
    private static void SendTruncated(HostileAgent attacker, AgentName victim, uint handle)
    {
        byte[] whole = new ForgedBatch { Destination = victim, Count = 2 }.Build(attacker, handle);
        int kept = FirstMessage + MessageSize;
        byte[] batch = [.. whole[..kept], .. whole[(kept + MessageSize)..]];
        batch[RunCountOffset] = 1;
        batch[MessageCountOffset] = 1;
        batch[RunMessageCountOffset] = 1;
        batch[RunByteCountOffset] = (byte)MessageSize;
        attacker.Send(FrameKind.Batch, batch);
    }
}

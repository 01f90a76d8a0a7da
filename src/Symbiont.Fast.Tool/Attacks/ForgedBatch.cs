using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A batch of messages to one agent, equal but for their correlation and put together by hand: correct in all that is
/// not set otherwise, and signed. Written from <c>docs/wire-protocol.md</c>, sections 6 and 9.
/// </summary>
public sealed record ForgedBatch
{
    /// <summary>The payload that a forged message carries.</summary>
    public static ReadOnlySpan<byte> Payload => "attack at dawn"u8;

    /// <summary>Whom the messages go to.</summary>
    public required AgentName Destination { get; init; }

    /// <summary>The messages' type.</summary>
    public MessageType Type { get; init; } = MessageType.Data;

    /// <summary>The messages' level.</summary>
    public SecurityLevel Level { get; init; } = SecurityLevel.Restricted;

    /// <summary>How many messages.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How much older than now the messages say they are.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The key id that the batch says it is from; the sender's own when left out.</summary>
    public ulong? SenderKeyId { get; init; }

    /// <summary>Builds the batch as its sender's first.</summary>
    /// <param name="sender">Who signs.</param>
    /// <param name="handle">The destination's handle.</param>
    /// <returns>The body of a batch frame.</returns>
    public byte[] Build(HostileAgent sender, uint handle)
    {
        ArgumentNullException.ThrowIfNull(sender);
        SigningKey key = sender.Bundle.SigningKey;
        int messageSize = MessageHeader.Size + WireLimits.Align(Payload.Length);
        byte[] body = new byte[BatchHeader.Size + RunHeader.Size + (Count * messageSize) + SigningKey.SignatureSize];
        long now = SystemClock.Instance.UnixNanoseconds;
        ulong keyId = SenderKeyId ?? key.KeyId;
        BatchHeader.Write(
            body, SignatureSuite.Ed25519, 1, Count, keyId, sender.Epoch, 1, now, sender.HandshakeHash);
        RunHeader.Write(
            body.AsSpan(BatchHeader.Size), DestinationKind.Agent, Count, handle, 1, 1, Count * messageSize);

        Span<byte> messages = body.AsSpan(BatchHeader.Size + RunHeader.Size, Count * messageSize);
        Span<byte> leaves = stackalloc byte[Count * BatchHash.Size];
        long timestamp = now - (Age.Ticks * TimeSpan.NanosecondsPerTick);
        for (int i = 0; i < Count; i++)
        {
            Span<byte> message = messages.Slice(i * messageSize, MessageHeader.Size + Payload.Length);
            MessageHeader.Write(
                message, timestamp, (ulong)i, Payload.Length, 0, 0, Type, Level, MessageFlags.ReceiptWanted);
            Payload.CopyTo(message[MessageHeader.Size..]);
            BatchHash.Leaf(1 + (ulong)i, message, leaves.Slice(i * BatchHash.Size, BatchHash.Size));
        }

        Sign(body, leaves, sender, now);
        return body;
    }

    private void Sign(Span<byte> body, ReadOnlySpan<byte> leaves, HostileAgent sender, long created)
    {
        Span<byte> root = stackalloc byte[BatchHash.Size];
        Span<byte> destination = stackalloc byte[IdentityDigest.Size];
        Span<byte> self = stackalloc byte[IdentityDigest.Size];
        IdentityDigest.Compute((byte)DestinationKind.Agent, Destination.ToString(), destination);
        IdentityDigest.Compute((byte)DestinationKind.Agent, sender.Bundle.Name.ToString(), self);
        MerkleTree.Root(leaves, root);
        BatchHash.RunRoot((byte)DestinationKind.Agent, destination, 1, 1, Count, root, root);
        Span<byte> statement = stackalloc byte[BatchStatement.Size];
        BatchStatement.Write(
            statement, (byte)SignatureSuite.Ed25519, self, sender.Bundle.SigningKey.PublicKey, sender.Epoch, 1, Count,
            1, created, sender.HandshakeHash, root);
        sender.Bundle.SigningKey.Sign(statement, body[^SigningKey.SignatureSize..]);
    }
}

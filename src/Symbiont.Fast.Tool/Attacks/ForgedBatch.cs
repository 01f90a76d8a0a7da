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

    /// <summary>Whom the signature says they go to; the destination when left out.</summary>
    public AgentName? SignedDestination { get; init; }

    /// <summary>The messages' type.</summary>
    public MessageType Type { get; init; } = MessageType.Data;

    /// <summary>The messages' level.</summary>
    public SecurityLevel Level { get; init; } = SecurityLevel.Restricted;

    /// <summary>The messages' flags.</summary>
    public MessageFlags Flags { get; init; } = MessageFlags.ReceiptWanted;

    /// <summary>What the flags bring, between header and payload.</summary>
    public ReadOnlyMemory<byte> FlagData { get; init; }

    /// <summary>The messages' payload; <see cref="Payload"/> when left out.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>How many messages.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How much older than now the messages say they are.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The messages' timestamp in nanoseconds since 1970 UTC, whatever their age.</summary>
    public long? Timestamp { get; init; }

    /// <summary>The messages' time to live in milliseconds; 0 for none.</summary>
    public uint Ttl { get; init; }

    /// <summary>The key id that the batch says it is from; the sender's own when left out.</summary>
    public ulong? SenderKeyId { get; init; }

    /// <summary>The epoch that the batch says it belongs to; the session's when left out.</summary>
    public uint? Epoch { get; init; }

    /// <summary>How many run numbers it leaves out before its own.</summary>
    public uint SkippedRuns { get; init; }

    /// <summary>The signature suite; <see cref="SignatureSuite.None"/> leaves the signature away.</summary>
    public SignatureSuite Suite { get; init; } = SignatureSuite.Ed25519;

    /// <summary>Builds the batch as its sender's next.</summary>
    /// <param name="sender">Who signs.</param>
    /// <param name="handle">The destination's handle.</param>
    /// <returns>The body of a batch frame.</returns>
    public byte[] Build(HostileAgent sender, uint handle) => Build(sender, handle, out _);

    /// <summary>Builds the batch as its sender's next.</summary>
    /// <param name="sender">Who signs.</param>
    /// <param name="handle">The destination's handle.</param>
    /// <param name="root">The batch root, which the batch after it must name.</param>
    /// <returns>The body of a batch frame.</returns>
    public byte[] Build(HostileAgent sender, uint handle, out byte[] root)
    {
        ArgumentNullException.ThrowIfNull(sender);
        SigningKey key = sender.Bundle.SigningKey;
        ReadOnlySpan<byte> content = Content is { } given ? given.Span : Payload;
        int messageLength = MessageHeader.Size + FlagData.Length + content.Length;
        int messageSize = WireLimits.Align(messageLength);
        int signature = Suite == SignatureSuite.None ? 0 : SigningKey.SignatureSize;
        byte[] body = new byte[BatchHeader.Size + RunHeader.Size + (Count * messageSize) + signature];
        long now = SystemClock.Instance.UnixNanoseconds;
        BatchHeader.Write(
            body, Suite, 1, Count, SenderKeyId ?? key.KeyId, Epoch ?? sender.Epoch, sender.NextSequence, now,
            sender.PreviousRoot);
        RunHeader.Write(
            body.AsSpan(BatchHeader.Size), DestinationKind.Agent, Count, handle, sender.NextSequence,
            sender.NextRun + SkippedRuns, Count * messageSize);

        Span<byte> messages = body.AsSpan(BatchHeader.Size + RunHeader.Size, Count * messageSize);
        byte[] leaves = new byte[Count * BatchHash.Size];
        long timestamp = Timestamp ?? now - (Age.Ticks * TimeSpan.NanosecondsPerTick);
        for (int i = 0; i < Count; i++)
        {
            Span<byte> message = messages.Slice(i * messageSize, messageLength);
            MessageHeader.Write(message, timestamp, (ulong)i, content.Length, Ttl, 0, Type, Level, Flags);
            FlagData.Span.CopyTo(message[MessageHeader.Size..]);
            content.CopyTo(message[^content.Length..]);
            BatchHash.Leaf(
                sender.NextSequence + (ulong)i, message, leaves.AsSpan(i * BatchHash.Size, BatchHash.Size));
        }

        root = new byte[BatchHash.Size];
        Sign(body, leaves, sender, now, root);
        return body;
    }

    private void Sign(Span<byte> body, ReadOnlySpan<byte> leaves, HostileAgent sender, long created, Span<byte> root)
    {
        Span<byte> destination = stackalloc byte[IdentityDigest.Size];
        Span<byte> self = stackalloc byte[IdentityDigest.Size];
        string name = (SignedDestination ?? Destination).ToString();
        IdentityDigest.Compute((byte)DestinationKind.Agent, name, destination);
        IdentityDigest.Compute((byte)DestinationKind.Agent, sender.Bundle.Name.ToString(), self);
        MerkleTree.Root(leaves, root);
        BatchHash.RunRoot(
            (byte)DestinationKind.Agent, destination, sender.NextSequence, sender.NextRun + SkippedRuns, Count, root,
            root);
        if (Suite == SignatureSuite.None)
        {
            return;
        }

        Span<byte> statement = stackalloc byte[BatchStatement.Size];
        BatchStatement.Write(
            statement, (byte)Suite, self, sender.Bundle.SigningKey.PublicKey, Epoch ?? sender.Epoch,
            sender.NextSequence, Count, 1, created, sender.PreviousRoot, root);
        sender.Bundle.SigningKey.Sign(statement, body[^SigningKey.SignatureSize..]);
    }
}

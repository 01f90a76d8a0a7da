using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// Step 8 of the message flow, final delivery: the destination believes nothing that the sender's key has not signed
/// for it, in order and once. Receive thread.
/// </summary>
internal sealed class DeliveryVerifier
{
    private const int HashSize = 32;
    private const ulong MaxGap = 1UL << 32;

    // The router lets 30 s pass between a sender's clock and its own; between sender and destination it can be twice
    // that.
    private const long CreatedWindow = 60_000_000_000L;

    private readonly byte[] _leaves = new byte[WireLimits.MaxBatchMessages * HashSize];
    private readonly HashInput[] _inputs = new HashInput[WireLimits.MaxBatchMessages];
    private readonly byte[] _statement = new byte[BatchStatement.Size];
    private readonly byte[] _ownDigest = new byte[IdentityDigest.Size];
    private readonly LaneNumber _lane;
    private readonly bool _requireSignatures;

    public DeliveryVerifier(AgentName self, LaneNumber lane, bool requireSignatures)
    {
        _lane = lane;
        IdentityDigest.Compute((byte)DestinationKind.Agent, self.ToString(), _ownDigest);
        _requireSignatures = requireSignatures;
    }

    /// <summary>Judges a run; moves the sender's state when it may be delivered.</summary>
    /// <param name="delivery">The run.</param>
    /// <param name="sender">Whose key id it bears; null when no such agent was introduced.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="missingRuns">How many runs of the sender never arrived before this one.</param>
    public RefusalReason Check(DeliveryView delivery, Peer? sender, long now, out long missingRuns)
    {
        missingRuns = 0;
        if (sender is null || !_lane.Carries(sender.Handle))
        {
            // Over another lane than the sender's only a router brings it that is up to something.
            return RefusalReason.Unauthenticated;
        }

        BatchHeader batch = delivery.Batch;
        RunHeader run = delivery.Run.Header;
        if (IsReplay(sender, batch, run))
        {
            return RefusalReason.Replayed;
        }

        // Signed by the sender; keeps a router from holding batches back to replay them to a later session.
        if (batch.Created < now - CreatedWindow || batch.Created > now + CreatedWindow)
        {
            return RefusalReason.TimestampOutOfRange;
        }

        RefusalReason reason = CheckSignature(delivery, sender);
        if (reason != RefusalReason.None)
        {
            return reason;
        }

        // The first run of an epoch may follow others that went to an earlier session of this agent.
        ulong missing = batch.Epoch == sender.Epoch ? run.RunNumber - sender.LastRunReceived - 1 : 0;
        missingRuns = (long)Math.Min(missing, MaxGap);
        sender.Epoch = batch.Epoch;
        sender.LastRunReceived = run.RunNumber;
        sender.NextSequence = run.FirstSequence + (ulong)run.MessageCount;
        return RefusalReason.None;
    }

    private static bool IsReplay(Peer sender, BatchHeader batch, RunHeader run)
    {
        if (batch.Epoch != sender.Epoch)
        {
            return batch.Epoch < sender.Epoch;
        }

        return run.FirstSequence < sender.NextSequence || run.RunNumber <= sender.LastRunReceived;
    }

    private RefusalReason CheckSignature(DeliveryView delivery, Peer sender)
    {
        BatchHeader batch = delivery.Batch;
        if (batch.Suite == SignatureSuite.None)
        {
            return _requireSignatures ? RefusalReason.SignatureMissing : RefusalReason.None;
        }

        Span<byte> runRoot = stackalloc byte[HashSize];
        Span<byte> root = stackalloc byte[HashSize];
        RunRoot(delivery.Run, runRoot);
        if (!MerkleTree.TryRootFromPath(runRoot, delivery.RunIndex, batch.RunCount, delivery.Path, root))
        {
            return RefusalReason.SignatureInvalid;
        }

        VerificationKey key = sender.Credential.SigningKey;
        BatchStatement.Write(
            _statement, (byte)batch.Suite, sender.Credential.Digest, key.Bytes, batch.Epoch, batch.FirstSequence,
            batch.MessageCount, batch.RunCount, batch.Created, batch.PreviousRoot, root);
        return key.Verify(_statement, delivery.Signature) ? RefusalReason.None : RefusalReason.SignatureInvalid;
    }

    private void RunRoot(RunView run, Span<byte> root)
    {
        RunHeader header = run.Header;
        HashLeaves(run, header.FirstSequence);
        Span<byte> treeRoot = stackalloc byte[HashSize];
        MerkleTree.Root(_leaves.AsSpan(0, header.MessageCount * HashSize), treeRoot);
        BatchHash.RunRoot(
            (byte)header.DestinationKind, _ownDigest, header.FirstSequence, header.RunNumber, header.MessageCount,
            treeRoot, root);
    }

    // A withheld message is hashed with the others, which costs nothing in company, and its leaf put in place after.
    private void HashLeaves(RunView run, ulong sequence)
    {
        int count = 0;
        foreach (MessageView message in run.Messages)
        {
            run.Bytes.Overlaps(message.Bytes, out int offset);
            _inputs[count++] = HashInput.Leaf(sequence++, offset, message.Bytes.Length);
        }

        LaneSha256.Hash(run.Bytes, _inputs.AsSpan(0, count), _leaves.AsSpan(0, count * HashSize));
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            if (message.IsWithheld)
            {
                message.Payload.CopyTo(_leaves.AsSpan(index * HashSize, HashSize));
            }

            index++;
        }
    }
}

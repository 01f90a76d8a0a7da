using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// Step 8 of the message flow, final delivery: the destination believes nothing that the sender's key has not signed for
/// it, in order and once. Receive thread.
/// </summary>
internal sealed class DeliveryVerifier
{
    private const int HashSize = 32;

    private readonly byte[] _leaves = new byte[WireLimits.MaxBatchMessages * HashSize];
    private readonly byte[] _statement = new byte[BatchStatement.Size];
    private readonly byte[] _ownDigest = new byte[IdentityDigest.Size];
    private readonly bool _requireSignatures;

    public DeliveryVerifier(AgentName self, bool requireSignatures)
    {
        IdentityDigest.Compute((byte)DestinationKind.Agent, self.ToString(), _ownDigest);
        _requireSignatures = requireSignatures;
    }

    /// <summary>Judges a run; moves the sender's state when it may be delivered.</summary>
    /// <param name="delivery">The run.</param>
    /// <param name="sender">Whose key id it bears; null when no such agent was introduced.</param>
    /// <param name="missingRuns">How many runs of the sender never arrived before this one.</param>
    public RefusalReason Check(DeliveryView delivery, Peer? sender, out ulong missingRuns)
    {
        missingRuns = 0;
        if (sender is null)
        {
            return RefusalReason.Unauthenticated;
        }

        BatchHeader batch = delivery.Batch;
        RunHeader run = delivery.Run.Header;
        if (IsReplay(sender, batch, run))
        {
            return RefusalReason.Replayed;
        }

        RefusalReason reason = CheckSignature(delivery, sender);
        if (reason != RefusalReason.None)
        {
            return reason;
        }

        ulong lastRun = batch.Epoch == sender.Epoch ? sender.LastRunReceived : 0;
        missingRuns = run.RunNumber - lastRun - 1;
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
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            Span<byte> leaf = _leaves.AsSpan(index * HashSize, HashSize);
            if (message.IsWithheld)
            {
                message.Payload.CopyTo(leaf);
            }
            else
            {
                BatchHash.Leaf(header.FirstSequence + (ulong)index, message.Bytes, leaf);
            }

            index++;
        }

        Span<byte> treeRoot = stackalloc byte[HashSize];
        MerkleTree.Root(_leaves.AsSpan(0, index * HashSize), treeRoot);
        BatchHash.RunRoot(
            (byte)header.DestinationKind, _ownDigest, header.FirstSequence, header.RunNumber, header.MessageCount,
            treeRoot, root);
    }
}

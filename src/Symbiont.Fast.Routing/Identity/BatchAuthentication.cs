using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// Step 5 of the message flow: is this batch the next one of the agent that owns the session? Hashes every message once
/// and keeps the hashes for the signature, for audit and for delivery. Owned by the router's thread.
/// </summary>
public sealed class BatchAuthentication
{
    private const int HashSize = 32;

    private readonly byte[] _leaves = new byte[WireLimits.MaxBatchMessages * HashSize];
    private readonly HashInput[] _inputs = new HashInput[WireLimits.MaxBatchMessages];
    private readonly byte[] _levels = new byte[MerkleLevels.Size(WireLimits.MaxBatchRuns)];
    private int _runs;
    private bool _isSigned;
    private bool _hasLeaves;

    private static readonly byte[] NoRoot = new byte[HashSize];

    /// <summary>The root of the batch that was checked last; zeros when it is unsigned.</summary>
    public ReadOnlySpan<byte> Root => _isSigned ? MerkleLevels.Root(_levels, _runs) : NoRoot;

    /// <summary>
    /// The leaf hash of a message of the batch that was checked last, 32 bytes. An unsigned batch is hashed at the first
    /// call: most often nobody asks.
    /// </summary>
    public ReadOnlySpan<byte> Leaf(BatchView batch, int index)
    {
        if (!_hasLeaves)
        {
            HashLeaves(batch);
        }

        return _leaves.AsSpan(index * HashSize, HashSize);
    }

    /// <summary>
    /// Writes the path from a run's root to the batch root; returns how many hashes it has, none when the batch is
    /// unsigned.
    /// </summary>
    public int Path(int runIndex, Span<byte> path) =>
        _isSigned ? MerkleLevels.Path(_levels, _runs, runIndex, path) : 0;

    /// <summary>Checks all of a well-formed batch but its signature.</summary>
    /// <param name="session">The session it came in on.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="directory">Gives the destinations' digests.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <returns>Why no message of the batch may pass, or <see cref="RefusalReason.None"/>.</returns>
    public RefusalReason Check(AgentSession session, BatchView batch, AgentDirectory directory, long now)
    {
        bool destinationsKnown = Rehash(batch, directory);
        RefusalReason reason = CheckOwner(session, batch.Header, now);
        if (reason == RefusalReason.None)
        {
            reason = CheckReplay(session, batch.Header);
        }

        if (reason == RefusalReason.None && !destinationsKnown)
        {
            // Without the destination's name the root cannot be known, nor the signature checked.
            reason = RefusalReason.UnknownDestination;
        }

        return reason;
    }

    /// <summary>Hashes a batch that was checked before, so that this has its hashes again; false when one of its
    /// destinations is unknown.</summary>
    internal bool Rehash(BatchView batch, AgentDirectory directory)
    {
        _isSigned = batch.Header.Suite != SignatureSuite.None;
        _hasLeaves = false;
        return _isSigned ? Hash(batch, directory) : AreKnown(batch, directory);
    }

    private static RefusalReason CheckOwner(AgentSession session, BatchHeader header, long now)
    {
        if (header.SenderKeyId != session.Admission.SigningKey.KeyId || header.Epoch != session.Epoch)
        {
            return RefusalReason.Unauthenticated;
        }

        return now < session.Admission.NotAfter ? RefusalReason.None : RefusalReason.CredentialExpired;
    }

    // The link keeps order, so a window is not needed: the one right sequence is the next, and a batch that names
    // another predecessor was replayed, or follows one that was dropped on the way.
    private static RefusalReason CheckReplay(AgentSession session, BatchHeader header)
    {
        bool continues = header.FirstSequence == session.NextSequence
            && header.PreviousRoot.SequenceEqual(session.PreviousRoot);
        return continues ? RefusalReason.None : RefusalReason.Replayed;
    }

    /// <summary>Writes what the signature of the batch that was checked last must cover.</summary>
    /// <param name="session">The session it came in on.</param>
    /// <param name="header">The batch's header.</param>
    /// <param name="statement">Takes <see cref="BatchStatement.Size"/> bytes.</param>
    internal void WriteStatement(AgentSession session, BatchHeader header, Span<byte> statement)
    {
        AgentAdmission sender = session.Admission;
        BatchStatement.Write(
            statement, (byte)header.Suite, sender.Digest, sender.SigningKey.Bytes, header.Epoch, header.FirstSequence,
            header.MessageCount, header.RunCount, header.Created, header.PreviousRoot, Root);
    }

    private static bool AreKnown(BatchView batch, AgentDirectory directory)
    {
        foreach (RunView run in batch.Runs)
        {
            if (directory.Find(run.Header.Destination) is null)
            {
                return false;
            }
        }

        return true;
    }

    // False when a run's destination is unknown; its root is then left zero.
    private bool Hash(BatchView batch, AgentDirectory directory)
    {
        HashLeaves(batch);
        Span<byte> treeRoot = stackalloc byte[HashSize];
        bool allKnown = true;
        int first = 0;
        _runs = 0;
        foreach (RunView run in batch.Runs)
        {
            RunHeader header = run.Header;
            MerkleTree.Root(_leaves.AsSpan(first * HashSize, header.MessageCount * HashSize), treeRoot);
            first += header.MessageCount;
            Span<byte> runRoot = _levels.AsSpan(_runs * HashSize, HashSize);
            _runs++;
            AgentEntry? destination = directory.Find(header.Destination);
            if (destination is null)
            {
                runRoot.Clear();
                allKnown = false;
                continue;
            }

            BatchHash.RunRoot(
                (byte)header.DestinationKind, destination.Digest, header.FirstSequence, header.RunNumber,
                header.MessageCount, treeRoot, runRoot);
        }

        MerkleLevels.Build(_levels, _runs);
        return allKnown;
    }

    private void HashLeaves(BatchView batch)
    {
        ulong sequence = batch.Header.FirstSequence;
        int count = 0;
        foreach (RunView run in batch.Runs)
        {
            foreach (MessageView message in run.Messages)
            {
                batch.Bytes.Overlaps(message.Bytes, out int offset);
                _inputs[count++] = HashInput.Leaf(sequence++, offset, message.Bytes.Length);
            }
        }

        LaneSha256.Hash(batch.Bytes, _inputs.AsSpan(0, count), _leaves.AsSpan(0, count * HashSize));
        _hasLeaves = true;
    }
}

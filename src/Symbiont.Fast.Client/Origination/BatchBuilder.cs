using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// Step 1 of the message flow, origination: collects messages, hashes them and signs the batch. A run is a stretch of
/// messages to one destination. Not thread-safe; allocates nothing once made.
/// </summary>
public sealed class BatchBuilder
{
    private const int HashSize = 32;
    private const int MaxBody = WireLimits.MaxFrame - FrameHeader.Size - WireLimits.MaxTag;

    // What the router adds for the destination: the path and its header.
    private const int DeliveryExtra = DeliveryView.PathHeaderSize + (WireLimits.MaxPath * HashSize);

    private readonly byte[] _frame = new byte[WireLimits.MaxFrame];
    private readonly byte[] _leaves = new byte[WireLimits.MaxBatchMessages * HashSize];
    private readonly HashInput[] _inputs = new HashInput[WireLimits.MaxBatchMessages];
    private readonly byte[] _runRoots = new byte[WireLimits.MaxBatchRuns * HashSize];
    private readonly byte[] _statement = new byte[BatchStatement.Size];
    private readonly byte[][] _destinations = new byte[WireLimits.MaxBatchRuns][];
    private readonly SigningKey _key;
    private readonly byte[] _senderDigest = new byte[IdentityDigest.Size];
    private uint _epoch;
    private ulong _firstSequence;
    private int _length;
    private int _runs;
    private int _runStart;
    private int _runMessages;
    private (int Length, int Runs, int RunStart, int RunMessages, int Count) _before;

    /// <summary>Makes a builder for a sender.</summary>
    /// <param name="key">The sender's signing key.</param>
    /// <param name="sender">The sender.</param>
    public BatchBuilder(SigningKey key, AgentName sender)
    {
        _key = key;
        IdentityDigest.Compute((byte)DestinationKind.Agent, sender.ToString(), _senderDigest);
    }

    /// <summary>How many messages it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The time of the message that was added last, in nanoseconds since 1970 UTC.</summary>
    public long LastTime { get; private set; }

    /// <summary>The frame's buffer: the body stands at <see cref="FrameHeader.Size"/>, with room for a tag.</summary>
    public Memory<byte> Frame => _frame;

    /// <summary>Starts an empty batch.</summary>
    public void Reset(uint epoch, ulong firstSequence)
    {
        (_epoch, _firstSequence) = (epoch, firstSequence);
        (_length, _runs, _runStart, _runMessages, Count) = (BatchHeader.Size, 0, 0, 0, 0);
    }

    /// <summary>True when the next message to <paramref name="destinationHandle"/> starts a run of its own.</summary>
    public bool StartsRun(uint destinationHandle) =>
        _runs == 0 || new RunHeader(Body[_runStart..]).Destination != destinationHandle;

    /// <summary>Adds a message; false when the batch must be closed first.</summary>
    /// <param name="destinationHandle">The destination's handle.</param>
    /// <param name="destinationDigest">
    /// The destination's identity digest, 32 bytes; kept until the batch is closed.
    /// </param>
    /// <param name="runNumber">The run's number; used only when the message starts a run.</param>
    /// <param name="header">The message header, 32 bytes.</param>
    /// <param name="payload">The payload, as long as the header says.</param>
    public bool TryAdd(
        uint destinationHandle, byte[] destinationDigest, ulong runNumber, ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> payload)
    {
        if (!TryReserve(destinationHandle, destinationDigest, runNumber, header, default, out Span<byte> place))
        {
            return false;
        }

        payload.CopyTo(place);
        return true;
    }

    /// <summary>
    /// Adds a message whose payload the caller writes next, for instance by sealing it into its place; false when the
    /// batch must be closed first.
    /// </summary>
    /// <param name="destinationHandle">The destination's handle.</param>
    /// <param name="destinationDigest">
    /// The destination's identity digest, 32 bytes; kept until the batch is closed.
    /// </param>
    /// <param name="runNumber">The run's number; used only when the message starts a run.</param>
    /// <param name="header">The message header, 32 bytes.</param>
    /// <param name="flagData">The flag data, as long as the header's flags say.</param>
    /// <param name="payload">The payload's place, as long as the header says.</param>
    public bool TryReserve(
        uint destinationHandle, byte[] destinationDigest, ulong runNumber, scoped ReadOnlySpan<byte> header,
        scoped ReadOnlySpan<byte> flagData, out Span<byte> payload)
    {
        payload = default;
        bool startsRun = StartsRun(destinationHandle);
        var fields = new MessageHeader(header);
        int length = fields.MessageLength;
        int size = WireLimits.Align(length);
        int total = size + (startsRun ? RunHeader.Size : 0);
        bool fits = Count < WireLimits.MaxBatchMessages
            && (Count == 0 || _length + total <= WireLimits.BatchCloseBytes)
            && _length + total + SignatureSuites.Length(SignatureSuite.Ed25519) + DeliveryExtra <= MaxBody;
        if (!fits)
        {
            return false;
        }

        _before = (_length, _runs, _runStart, _runMessages, Count);
        if (startsRun)
        {
            EndRun();
            StartRun(destinationHandle, destinationDigest, runNumber);
        }

        _inputs[Count] = HashInput.Leaf(_firstSequence + (ulong)Count, _length, length);
        Span<byte> place = Body.Slice(_length, size);
        header[..MessageHeader.Size].CopyTo(place);
        flagData.CopyTo(place[MessageHeader.Size..]);
        place[length..].Clear();
        payload = place[(MessageHeader.Size + flagData.Length)..length];
        LastTime = fields.Timestamp;
        _length += size;
        _runMessages++;
        Count++;
        return true;
    }

    /// <summary>Takes the message that was added last out again; once for each.</summary>
    public void TakeBack() => (_length, _runs, _runStart, _runMessages, Count) = _before;

    /// <summary>Hashes, signs and completes the batch.</summary>
    /// <param name="created">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="suite">The signature suite.</param>
    /// <param name="previousRoot">The root of the sender's previous signed batch, or the handshake hash.</param>
    /// <param name="root">
    /// Receives what the next batch names as its previous root, 32 bytes: this batch's, or, when it is unsigned, the
    /// previous one. May be the same memory.
    /// </param>
    /// <returns>The body's length in bytes.</returns>
    public int Close(long created, SignatureSuite suite, ReadOnlySpan<byte> previousRoot, Span<byte> root)
    {
        EndRun();
        BatchHeader.Write(
            Body, suite, _runs, Count, _key.KeyId, _epoch, _firstSequence, created, previousRoot);
        if (suite == SignatureSuite.None)
        {
            // Without a signature there is nothing for a root to bind: the chain passes the batch by.
            previousRoot[..HashSize].CopyTo(root);
            return _length;
        }

        HashRuns();
        Span<byte> batchRoot = stackalloc byte[HashSize];
        MerkleTree.Root(_runRoots.AsSpan(0, _runs * HashSize), batchRoot);
        int length = _length + SignatureSuites.Length(suite);
        BatchStatement.Write(
            _statement, (byte)suite, _senderDigest, _key.PublicKey, _epoch, _firstSequence, Count, _runs, created,
            previousRoot, batchRoot);
        _key.Sign(_statement, Body[_length..length]);
        batchRoot.CopyTo(root);
        return length;
    }

    private Span<byte> Body => _frame.AsSpan(FrameHeader.Size);

    private void StartRun(uint handle, byte[] digest, ulong number)
    {
        _runStart = _length;
        _destinations[_runs++] = digest;
        RunHeader.Write(
            Body[_runStart..], DestinationKind.Agent, 0, handle, _firstSequence + (ulong)Count, number, 0);
        _length += RunHeader.Size;
        _runMessages = 0;
    }

    // The run's counts are known now.
    private void EndRun()
    {
        if (_runs == 0 || _runMessages == 0)
        {
            return;
        }

        Span<byte> place = Body[_runStart..];
        var header = new RunHeader(place);
        RunHeader.Write(
            place, DestinationKind.Agent, _runMessages, header.Destination, header.FirstSequence, header.RunNumber,
            _length - _runStart - RunHeader.Size);
    }

    private void HashRuns()
    {
        LaneSha256.Hash(Body[.._length], _inputs.AsSpan(0, Count), _leaves.AsSpan(0, Count * HashSize));
        Span<byte> treeRoot = stackalloc byte[HashSize];
        int first = 0;
        int offset = BatchHeader.Size;
        for (int run = 0; run < _runs; run++)
        {
            var header = new RunHeader(Body[offset..]);
            MerkleTree.Root(_leaves.AsSpan(first * HashSize, header.MessageCount * HashSize), treeRoot);
            BatchHash.RunRoot(
                (byte)DestinationKind.Agent, _destinations[run], header.FirstSequence, header.RunNumber,
                header.MessageCount, treeRoot, _runRoots.AsSpan(run * HashSize, HashSize));
            first += header.MessageCount;
            offset += RunHeader.Size + header.ByteCount;
        }
    }
}

using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of a run frame, from the router to a destination, read in place.
/// <code>
/// batch header, 72 bytes, as the sender wrote it
/// run header and messages; refused messages are withheld (see <see cref="MessageFlags.Withheld"/>)
/// path header, 8 bytes: run index u16 · path length u8 · 0, five bytes
/// path, 32 bytes a hash, from the run root up to the batch root
/// signature
/// </code>
/// </summary>
public readonly ref struct DeliveryView
{
    /// <summary>The path header's size in bytes.</summary>
    public const int PathHeaderSize = 8;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _pathOffset;

    private DeliveryView(ReadOnlySpan<byte> bytes, int pathOffset)
    {
        _bytes = bytes;
        _pathOffset = pathOffset;
    }

    /// <summary>The sender's batch header.</summary>
    public BatchHeader Batch => new(_bytes);

    /// <summary>The run.</summary>
    public RunView Run => new(_bytes[BatchHeader.Size.._pathOffset]);

    /// <summary>The run's index in the sender's batch.</summary>
    public int RunIndex => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[_pathOffset..]);

    /// <summary>The hashes from the run root to the batch root, 32 bytes each.</summary>
    public ReadOnlySpan<byte> Path => _bytes.Slice(_pathOffset + PathHeaderSize, _bytes[_pathOffset + 2] * 32);

    /// <summary>The sender's signature; empty for suite 0.</summary>
    public ReadOnlySpan<byte> Signature => _bytes[^SignatureSuites.Length(Batch.Suite)..];

    /// <summary>The size of a run frame's body.</summary>
    /// <param name="runBytes">Run header and messages, in bytes.</param>
    /// <param name="pathHashes">Hashes in the path.</param>
    /// <param name="suite">The signature suite.</param>
    public static int BodySize(int runBytes, int pathHashes, SignatureSuite suite) =>
        BatchHeader.Size + runBytes + PathHeaderSize + (pathHashes * 32) + SignatureSuites.Length(suite);

    /// <summary>Writes the path header.</summary>
    public static void WritePathHeader(Span<byte> destination, int runIndex, int pathHashes)
    {
        destination[..PathHeaderSize].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)runIndex);
        destination[2] = (byte)pathHashes;
    }

    /// <summary>Checks a run frame's body from its first to its last byte.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out DeliveryView delivery)
    {
        delivery = default;
        FrameError error = BatchHeader.Validate(body);
        if (error != FrameError.None)
        {
            return error;
        }

        ReadOnlySpan<byte> rest = body[BatchHeader.Size..];
        error = RunHeader.Validate(rest);
        if (error != FrameError.None)
        {
            return error;
        }

        var run = new RunHeader(rest);
        rest = rest[RunHeader.Size..];
        if (rest.Length < run.ByteCount + PathHeaderSize)
        {
            return FrameError.Truncated;
        }

        error = MessageCursor.Validate(rest[..run.ByteCount], run.MessageCount, fromRouter: true);
        if (error != FrameError.None)
        {
            return error;
        }

        error = ValidatePath(new BatchHeader(body), run, rest[run.ByteCount..]);
        if (error == FrameError.None)
        {
            delivery = new DeliveryView(body, BatchHeader.Size + RunHeader.Size + run.ByteCount);
        }

        return error;
    }

    private static FrameError ValidatePath(BatchHeader batch, RunHeader run, ReadOnlySpan<byte> tail)
    {
        if (tail[3..PathHeaderSize].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        int hashes = tail[2];
        if (BinaryPrimitives.ReadUInt16LittleEndian(tail) >= batch.RunCount || hashes > WireLimits.MaxPath)
        {
            return FrameError.CountMismatch;
        }

        ulong end = batch.FirstSequence + (ulong)batch.MessageCount;
        bool inside = run.FirstSequence >= batch.FirstSequence && run.FirstSequence < end
            && (ulong)run.MessageCount <= end - run.FirstSequence;
        if (!inside)
        {
            return FrameError.SequenceMismatch;
        }

        int expected = PathHeaderSize + (hashes * 32) + SignatureSuites.Length(batch.Suite);
        if (tail.Length != expected)
        {
            return tail.Length < expected ? FrameError.Truncated : FrameError.TrailingBytes;
        }

        return FrameError.None;
    }
}

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of a batch frame, read in place: batch header, runs, signature.
/// <see cref="TryRead"/> checks everything at once, so that walking the runs and messages cannot fail.
/// </summary>
public readonly ref struct BatchView
{
    private readonly ReadOnlySpan<byte> _bytes;

    private BatchView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The whole body.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The batch header.</summary>
    public BatchHeader Header => new(_bytes);

    /// <summary>The runs.</summary>
    public RunCursor Runs => new(_bytes[BatchHeader.Size..^SignatureSuites.Length(Header.Suite)]);

    /// <summary>The signature; empty for suite 0.</summary>
    public ReadOnlySpan<byte> Signature => _bytes[^SignatureSuites.Length(Header.Suite)..];

    /// <summary>Wraps a body that <see cref="TryRead"/> has accepted before, without checking it again.</summary>
    public static BatchView WrapValidated(ReadOnlySpan<byte> body) => new(body);

    /// <summary>Checks a batch body from its first to its last byte.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out BatchView batch)
    {
        batch = default;
        FrameError error = BatchHeader.Validate(body);
        if (error != FrameError.None)
        {
            return error;
        }

        var header = new BatchHeader(body);
        int signature = SignatureSuites.Length(header.Suite);
        if (body.Length < BatchHeader.Size + signature)
        {
            return FrameError.Truncated;
        }

        error = ValidateRuns(header, body[BatchHeader.Size..^signature]);
        if (error == FrameError.None)
        {
            batch = new BatchView(body);
        }

        return error;
    }

    private static FrameError ValidateRuns(BatchHeader batch, ReadOnlySpan<byte> rest)
    {
        ulong sequence = batch.FirstSequence;
        for (int i = 0; i < batch.RunCount; i++)
        {
            FrameError error = RunHeader.Validate(rest);
            if (error != FrameError.None)
            {
                return error;
            }

            var run = new RunHeader(rest);
            rest = rest[RunHeader.Size..];
            if (run.ByteCount > WireLimits.MaxRunBytes)
            {
                return FrameError.LengthOutOfRange;
            }

            if (rest.Length < run.ByteCount)
            {
                return FrameError.Truncated;
            }

            if (run.FirstSequence != sequence)
            {
                return FrameError.SequenceMismatch;
            }

            error = MessageCursor.Validate(rest[..run.ByteCount], run.MessageCount, fromRouter: false);
            if (error != FrameError.None)
            {
                return error;
            }

            sequence += (ulong)run.MessageCount;
            rest = rest[run.ByteCount..];
        }

        if (!rest.IsEmpty)
        {
            return FrameError.TrailingBytes;
        }

        return sequence == batch.FirstSequence + (ulong)batch.MessageCount
            ? FrameError.None
            : FrameError.CountMismatch;
    }
}

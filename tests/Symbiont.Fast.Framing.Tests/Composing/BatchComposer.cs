namespace Symbiont.Fast.Framing.Tests;

/// <summary>Puts batch bodies together, well-formed unless a test asks for something else.</summary>
internal sealed class BatchComposer
{
    private readonly List<ComposedRun> _runs = [];

    public SignatureSuite Suite { get; init; } = SignatureSuite.Ed25519;

    public ulong SenderKeyId { get; init; } = 0x1122_3344_5566_7788;

    public uint Epoch { get; init; } = 7;

    public ulong FirstSequence { get; init; } = 1;

    public long Created { get; init; } = ComposedMessage.NewYear;

    public byte[] PreviousRoot { get; init; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public IReadOnlyList<ComposedRun> Runs => _runs;

    public int MessageCount => _runs.Sum(run => run.Messages.Count);

    /// <summary>Adds a run; its first sequence follows from the runs before.</summary>
    public BatchComposer Run(uint handle, ulong runNumber, params IReadOnlyList<ComposedMessage> messages)
    {
        _runs.Add(new ComposedRun(handle, FirstSequence + (ulong)MessageCount, runNumber, messages));
        return this;
    }

    /// <summary>The batch header.</summary>
    public byte[] HeaderBytes()
    {
        byte[] header = new byte[BatchHeader.Size];
        BatchHeader.Write(
            header, Suite, _runs.Count, MessageCount, SenderKeyId, Epoch, FirstSequence, Created, PreviousRoot);
        return header;
    }

    /// <summary>The whole body. Without a signature given, its place is filled with 0xEE.</summary>
    public byte[] Compose(byte[]? signature = null)
    {
        signature ??= [.. Enumerable.Repeat((byte)0xEE, SignatureSuites.Length(Suite))];
        return [.. HeaderBytes(), .. _runs.SelectMany(run => run.Bytes()), .. signature];
    }

    /// <summary>One run of one message with four bytes of payload: the smallest batch with padding.</summary>
    public static BatchComposer Small() => new BatchComposer().Run(2, 1, new ComposedMessage([1, 2, 3, 4]));
}

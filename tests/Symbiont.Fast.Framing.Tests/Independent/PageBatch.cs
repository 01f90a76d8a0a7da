namespace Symbiont.Fast.Framing.Tests;

internal sealed record PageBatchHeader(
    byte Suite,
    ushort RunCount,
    ushort MessageCount,
    ulong KeyId,
    uint Epoch,
    ulong FirstSequence,
    long Created,
    byte[] PreviousRoot);

/// <summary>A run with the messages it holds; <c>ByteCount</c> as its header says.</summary>
internal sealed record PageRun(
    byte DestinationKind,
    ushort MessageCount,
    uint Handle,
    ulong FirstSequence,
    ulong RunNumber,
    uint ByteCount,
    PageMessage[] Messages);

internal sealed record PageBatch(PageBatchHeader Header, PageRun[] Runs, byte[] Signature);

/// <summary>Section 6: the body of a batch frame.</summary>
internal static class PageBatches
{
    public const ulong MaxSequence = (1UL << 48) - 1;
    private const uint MaxRunBytes = 245_760;

    public static PageBatch Batch(PageCursor cursor)
    {
        PageBatchHeader header = Header(cursor);
        var runs = new PageRun[header.RunCount];
        ulong next = header.FirstSequence;
        for (int i = 0; i < runs.Length; i++)
        {
            PageRun run = Run(cursor, inDelivery: false);
            cursor.Require(run.FirstSequence == next, "a run's first sequence does not follow");
            next += run.MessageCount;
            runs[i] = run;
        }

        cursor.Require(next == header.FirstSequence + header.MessageCount, "message counts do not add up");
        return new PageBatch(header, runs, Signature(cursor, header.Suite));
    }

    public static PageBatchHeader Header(PageCursor cursor)
    {
        byte suite = cursor.U8();
        cursor.Require(suite <= 1, "signature suite");
        cursor.Zeros(1);
        ushort runs = cursor.U16();
        ushort messages = cursor.U16();
        cursor.Require(runs >= 1 && runs <= messages && messages <= 256, "run or message count");
        cursor.Zeros(2);
        ulong keyId = cursor.U64();
        uint epoch = cursor.U32();
        cursor.Zeros(4);
        ulong first = cursor.U64();
        cursor.Require(first >= 1 && first <= MaxSequence - messages + 1, "sequence");
        return new PageBatchHeader(suite, runs, messages, keyId, epoch, first, cursor.I64(), cursor.Take(32));
    }

    public static PageRun Run(PageCursor cursor, bool inDelivery)
    {
        byte kind = cursor.U8();
        cursor.Require(kind == 1, "destination kind");
        cursor.Zeros(1);
        ushort count = cursor.U16();
        cursor.Require(count is >= 1 and <= 256, "messages in a run");
        uint handle = cursor.U32();
        ulong first = cursor.U64();
        cursor.Require(first is >= 1 and <= MaxSequence, "sequence");
        ulong number = cursor.U64();
        cursor.Require(number >= 1, "run number");
        uint bytes = cursor.U32();
        cursor.Require(inDelivery || bytes <= MaxRunBytes, "bytes of a run");
        cursor.Zeros(4);
        cursor.Require(bytes <= cursor.Remaining, "bytes of a run beyond the body");

        int end = cursor.Position + (int)bytes;
        var messages = new PageMessage[count];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = PageMessages.Message(cursor, inDelivery);
        }

        cursor.Require(cursor.Position == end, "messages do not fill the run");
        return new PageRun(kind, count, handle, first, number, bytes, messages);
    }

    public static byte[] Signature(PageCursor cursor, byte suite) => suite == 1 ? cursor.Take(64) : [];
}

namespace Symbiont.Fast.Framing.Tests;

internal sealed record PageDelivery(
    PageBatchHeader Header,
    PageRun Run,
    ushort RunIndex,
    byte[][] Path,
    byte[] Signature);

/// <summary>Section 7: the body of a run frame.</summary>
internal static class PageDeliveries
{
    public static PageDelivery Delivery(PageCursor cursor)
    {
        PageBatchHeader header = PageBatches.Header(cursor);
        PageRun run = PageBatches.Run(cursor, inDelivery: true);
        ulong batchEnd = header.FirstSequence + header.MessageCount;
        cursor.Require(
            run.FirstSequence >= header.FirstSequence && run.FirstSequence + run.MessageCount <= batchEnd,
            "the run's sequences lie outside the batch's");

        ushort index = cursor.U16();
        cursor.Require(index < header.RunCount, "run index");
        byte length = cursor.U8();
        cursor.Require(length <= 8, "path length");
        cursor.Zeros(5);
        byte[][] path = [.. Enumerable.Range(0, length).Select(_ => cursor.Take(32))];
        return new PageDelivery(header, run, index, path, PageBatches.Signature(cursor, header.Suite));
    }
}

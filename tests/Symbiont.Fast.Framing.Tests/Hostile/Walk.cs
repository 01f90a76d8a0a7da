namespace Symbiont.Fast.Framing.Tests;

/// <summary>Walks accepted structures to their last byte and checks that no part lies outside the body.</summary>
internal static class Walk
{
    /// <summary>Walks a batch; the parts it hands out must cover its body exactly.</summary>
    public static void Batch(BatchView batch, ReadOnlySpan<byte> body)
    {
        int covered = Inside(batch.Header.Bytes, body) + Inside(batch.Signature, body);
        int runs = 0;
        int messages = 0;
        foreach (RunView run in batch.Runs)
        {
            covered += Run(run, body);
            runs++;
            messages += run.Header.MessageCount;
        }

        Require(covered == body.Length);
        Require(runs == batch.Header.RunCount);
        Require(messages == batch.Header.MessageCount);
    }

    /// <summary>Walks a delivery; the parts it hands out must cover its body exactly.</summary>
    public static void Delivery(DeliveryView delivery, ReadOnlySpan<byte> body)
    {
        int covered = Inside(delivery.Batch.Bytes, body) + Run(delivery.Run, body) + DeliveryView.PathHeaderSize
            + Inside(delivery.Path, body) + Inside(delivery.Signature, body);
        Require(covered == body.Length);
        Require(delivery.RunIndex < delivery.Batch.RunCount);
    }

    private static int Run(RunView run, ReadOnlySpan<byte> body)
    {
        Inside(run.Bytes, body);
        int covered = Inside(run.Header.Bytes, body);
        int messages = 0;
        foreach (MessageView message in run.Messages)
        {
            int parts = Inside(message.Header.Bytes, body) + Inside(message.FlagData, body)
                + Inside(message.Payload, body);
            Require(parts == Inside(message.Bytes, body));
            Require(message.Header.PayloadLength == message.Payload.Length);
            covered += message.WireLength;
            messages++;
        }

        Require(messages == run.Header.MessageCount);
        Require(covered == run.Bytes.Length);
        return covered;
    }

    private static int Inside(ReadOnlySpan<byte> part, ReadOnlySpan<byte> body)
    {
        bool inside = part.IsEmpty
            || (body.Overlaps(part, out int offset) && offset >= 0 && offset + part.Length <= body.Length);
        Require(inside);
        return part.Length;
    }

    /// <summary>Like Assert.True, without its cost a million times.</summary>
    private static void Require(bool condition)
    {
        if (!condition)
        {
            Assert.Fail("A walk left the bounds of the structure.");
        }
    }
}

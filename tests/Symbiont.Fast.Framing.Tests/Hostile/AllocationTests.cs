namespace Symbiont.Fast.Framing.Tests;

/// <summary>Reading and writing what the data plane reads and writes leaves the managed heap alone.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;

    private static readonly byte[] Batch = LargeBatch().Compose();
    private static readonly byte[] Delivery = DeliveryComposer.Compose(LargeBatch(), 3, [0, 5]);
    private static readonly byte[] Frame = MakeFrame();
    private static readonly byte[] Ping = WireVectors.Find("control-ping").Bytes;
    private static readonly byte[] Buffer = new byte[256];

    [Fact]
    public void A_batch_is_read_and_walked_without_allocation() => AssertNothingAllocated(WalkBatch);

    [Fact]
    public void A_delivery_is_read_and_walked_without_allocation() => AssertNothingAllocated(WalkDelivery);

    [Fact]
    public void Frames_and_control_headers_are_read_without_allocation() => AssertNothingAllocated(ReadSmall);

    [Fact]
    public void Headers_are_written_without_allocation() => AssertNothingAllocated(WriteHeaders);

    private static void AssertNothingAllocated(Func<long> work)
    {
        long expected = work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sum = 0;
        for (int i = 0; i < Rounds; i++)
        {
            sum += work();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal(expected * Rounds, sum);
        Assert.True(expected > 0);
    }

    private static long WalkBatch()
    {
        if (BatchView.TryRead(Batch, out BatchView batch) != FrameError.None)
        {
            return 0;
        }

        long sum = batch.Signature.Length;
        foreach (RunView run in batch.Runs)
        {
            foreach (MessageView message in run.Messages)
            {
                sum += message.Payload.Length + (int)message.Header.Type + (message.IsWithheld ? 1 : 0);
            }
        }

        return sum;
    }

    private static long WalkDelivery()
    {
        if (DeliveryView.TryRead(Delivery, out DeliveryView delivery) != FrameError.None)
        {
            return 0;
        }

        long sum = delivery.Path.Length + delivery.Signature.Length;
        foreach (MessageView message in delivery.Run.Messages)
        {
            sum += message.Payload.Length + (message.IsWithheld ? 1 : 0);
        }

        return sum;
    }

    private static long ReadSmall()
    {
        ReadOnlySpan<byte> rest = Ping;
        bool read = FrameScanner.TryRead(Frame, out ReadOnlySpan<byte> frame, out _) == FrameError.None
            && ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body) == FrameError.None
            && PingMessage.TryRead(header.Code, body, out _) == FrameError.None;
        return read ? frame.Length : 0;
    }

    private static long WriteHeaders()
    {
        Span<byte> to = Buffer;
        new FrameHeader(100, FrameKind.Run, 0).Write(to);
        BatchHeader.Write(to, SignatureSuite.Ed25519, 1, 1, 1, 1, 1, 1, to[200..232]);
        RunHeader.Write(to, DestinationKind.Agent, 1, 2, 3, 4, 5);
        MessageHeader.WriteWithheld(to);
        DeliveryView.WritePathHeader(to, 1, 1);
        Guid id = MessageId.Create(1, 2, 3);
        return id.Version + new ReceiptMessage(3).Write(to)
            + new RefusalMessage(RefusalReason.Malformed, RefusalScope.Messages, 1, 1, 1, 1, "rule").Write(to);
    }

    private static BatchComposer LargeBatch()
    {
        BatchComposer batch = new();
        for (uint run = 0; run < 16; run++)
        {
            batch.Run(run + 1, 1, [.. Enumerable.Range(0, 16).Select(i => new ComposedMessage(new byte[i]))]);
        }

        return batch;
    }

    private static byte[] MakeFrame()
    {
        byte[] bytes = new byte[64];
        new FrameHeader(bytes.Length, FrameKind.Control, 0).Write(bytes);
        return bytes;
    }
}

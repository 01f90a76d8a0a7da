namespace Symbiont.Fast.Framing.Tests;

public sealed class BatchPropertyTests
{
    private const int Seed = 20260101;

    private static readonly MessageFlags[] Flags =
    [
        MessageFlags.None, MessageFlags.Reply, MessageFlags.Reply | MessageFlags.Error, MessageFlags.ReceiptWanted,
        MessageFlags.Urgent | MessageFlags.ReceiptWanted, MessageFlags.Sealed, MessageFlags.Compressed,
        MessageFlags.Sealed | MessageFlags.Compressed | MessageFlags.Urgent,
    ];

    [Fact]
    public void Random_batches_come_back_as_they_were_composed()
    {
        Random random = new(Seed);
        for (int round = 0; round < 500; round++)
        {
            BatchComposer composed = RandomBatch(random);
            byte[] body = composed.Compose();
            Assert.Equal(FrameError.None, BatchView.TryRead(body, out BatchView batch));
            Walk.Batch(batch, body);
            Assert.Equal(composed.HeaderBytes(), batch.Header.Bytes);
            RunCursor runs = batch.Runs;
            foreach (ComposedRun expected in composed.Runs)
            {
                Assert.True(runs.MoveNext());
                AssertRun(expected, runs.Current);
            }

            Assert.False(runs.MoveNext());
        }
    }

    [Fact]
    public void The_deliveries_of_random_batches_come_back_as_they_were_composed()
    {
        Random random = new(Seed + 1);
        for (int round = 0; round < 500; round++)
        {
            BatchComposer composed = RandomBatch(random);
            int index = random.Next(composed.Runs.Count);
            int messages = composed.Runs[index].Messages.Count;
            int[] withheld = [.. Enumerable.Range(0, messages).Where(_ => random.Next(3) == 0)];
            byte[] body = DeliveryComposer.Compose(composed, index, withheld);
            Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));
            Walk.Delivery(delivery, body);
            Assert.Equal(index, delivery.RunIndex);
            int i = 0;
            foreach (MessageView message in delivery.Run.Messages)
            {
                Assert.Equal(withheld.Contains(i), message.IsWithheld);
                if (!message.IsWithheld)
                {
                    Assert.Equal(composed.Runs[index].Messages[i].Bytes(), message.Bytes);
                }

                i++;
            }
        }
    }

    [Fact]
    public void Every_single_bit_flip_of_a_batch_is_refused_or_stays_inside_its_bounds()
    {
        int accepted = 0;
        byte[] valid = WireVectors.Find("batch-two-runs").Bytes;
        for (int bit = 0; bit < valid.Length * 8; bit++)
        {
            byte[] body = valid.WithFlippedBit(bit);
            if (BatchView.TryRead(body, out BatchView batch) == FrameError.None)
            {
                Walk.Batch(batch, body);
                accepted++;
            }
        }

        // Signature, previous root and payloads alone are a thousand bits without a rule; the rest has many with one.
        Assert.InRange(accepted, 1000, (valid.Length * 8) - 500);
    }

    [Fact]
    public void Every_single_bit_flip_of_a_delivery_is_refused_or_stays_inside_its_bounds()
    {
        int accepted = 0;
        byte[] valid = WireVectors.Find("delivery").Bytes;
        for (int bit = 0; bit < valid.Length * 8; bit++)
        {
            byte[] body = valid.WithFlippedBit(bit);
            if (DeliveryView.TryRead(body, out DeliveryView delivery) == FrameError.None)
            {
                Walk.Delivery(delivery, body);
                accepted++;
            }
        }

        Assert.InRange(accepted, 1000, (valid.Length * 8) - 500);
    }

    internal static BatchComposer RandomBatch(Random random)
    {
        BatchComposer batch = new()
        {
            Suite = (SignatureSuite)random.Next(2),
            SenderKeyId = (ulong)random.NextInt64(),
            Epoch = (uint)random.Next(),
            FirstSequence = (ulong)random.NextInt64(1, (long)WireLimits.MaxSequence - 256),
            Created = random.NextInt64(),
        };
        int runs = random.Next(1, 9);
        for (int run = 0; run < runs; run++)
        {
            int messages = random.Next(1, 9);
            batch.Run(
                (uint)random.Next(),
                (ulong)random.NextInt64(1, long.MaxValue),
                [.. Enumerable.Range(0, messages).Select(_ => RandomMessage(random))]);
        }

        return batch;
    }

    private static ComposedMessage RandomMessage(Random random)
    {
        byte[] payload = new byte[random.Next(0, 100)];
        random.NextBytes(payload);
        MessageFlags flags = Flags[random.Next(Flags.Length)];
        bool isReply = flags.HasFlag(MessageFlags.Reply);
        return new ComposedMessage(payload)
        {
            Timestamp = random.NextInt64(long.MinValue, long.MaxValue),
            Correlation = (ulong)random.NextInt64(),
            Ttl = (uint)random.Next(),
            Selector = (uint)random.Next(),
            Type = isReply ? MessageType.Rpc : (MessageType)random.Next(1, 5),
            Level = (SecurityLevel)random.Next(flags.HasFlag(MessageFlags.Compressed) ? 2 : 4),
            Flags = flags,
            Seal = ((uint)random.Next(1, int.MaxValue), (uint)random.Next(1, int.MaxValue)),
            PlainSize = random.Next(1, WireLimits.MaxPayload + 1),
        };
    }

    private static void AssertRun(ComposedRun expected, RunView run)
    {
        Assert.Equal(expected.Handle, run.Header.Destination);
        Assert.Equal(expected.FirstSequence, run.Header.FirstSequence);
        Assert.Equal(expected.RunNumber, run.Header.RunNumber);
        Assert.Equal(expected.Bytes(), run.Bytes);
        MessageCursor messages = run.Messages;
        foreach (ComposedMessage message in expected.Messages)
        {
            Assert.True(messages.MoveNext());
            MessageHeader header = messages.Current.Header;
            Assert.Equal(message.Timestamp, header.Timestamp);
            Assert.Equal(message.Correlation, header.Correlation);
            Assert.Equal(message.Ttl, header.Ttl);
            Assert.Equal(message.Selector, header.Selector);
            Assert.Equal(message.Type, header.Type);
            Assert.Equal(message.Level, header.Level);
            Assert.Equal(message.Flags, header.Flags);
            Assert.Equal(message.Payload, messages.Current.Payload);
            Assert.False(messages.Current.IsWithheld);
        }

        Assert.False(messages.MoveNext());
    }
}

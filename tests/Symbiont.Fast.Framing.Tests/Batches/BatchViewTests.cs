namespace Symbiont.Fast.Framing.Tests;

public sealed class BatchViewTests
{
    private const int RunOffset = BatchHeader.Size;
    private const int MessageOffset = RunOffset + RunHeader.Size;
    private const int PayloadOffset = MessageOffset + MessageHeader.Size;

    /// <summary>One run of one message: payload of 4 bytes at 136, padding at 140, signature at 144.</summary>
    private static readonly byte[] Small = BatchComposer.Small().Compose();

    /// <summary>Two runs, of two messages and of one.</summary>
    private static readonly byte[] TwoRuns = new BatchComposer { FirstSequence = 10 }
        .Run(2, 1, new ComposedMessage([1]), new ComposedMessage([2]))
        .Run(3, 1, new ComposedMessage([3]))
        .Compose();

    private static readonly int SecondRunOffset = RunOffset + RunHeader.Size + (2 * 40);

    public static TheoryData<int> PaddingBits => [.. Bytes.BitsOf(PayloadOffset + 4, 4)];

    [Fact]
    public void Every_golden_batch_is_accepted()
    {
        Assert.Equal(FrameError.None, Read(WireVectors.Find("batch-lone").Bytes));
        Assert.Equal(FrameError.None, Read(WireVectors.Find("batch-two-runs").Bytes));
        Assert.Equal(FrameError.None, Read(WireVectors.Find("batch-unsigned").Bytes));
    }

    [Fact]
    public void A_batch_is_walked_run_by_run_and_message_by_message()
    {
        Assert.Equal(FrameError.None, BatchView.TryRead(TwoRuns, out BatchView batch));
        List<(uint Destination, byte Payload)> seen = [];
        foreach (RunView run in batch.Runs)
        {
            foreach (MessageView message in run.Messages)
            {
                seen.Add((run.Header.Destination, message.Payload[0]));
            }
        }

        Assert.Equal([(2U, (byte)1), (2U, (byte)2), (3U, (byte)3)], seen);
        Assert.Equal(Enumerable.Repeat((byte)0xEE, 64), batch.Signature.ToArray());
    }

    [Fact]
    public void Validated_bytes_can_be_wrapped_without_another_look()
    {
        BatchView batch = BatchView.WrapValidated(Small);
        Assert.Equal(1, batch.Header.RunCount);
        Assert.Equal(64, batch.Signature.Length);
    }

    [Fact]
    public void An_unsigned_batch_ends_with_its_last_run()
    {
        byte[] body = new BatchComposer { Suite = SignatureSuite.None }.Run(2, 1, new ComposedMessage([1])).Compose();
        Assert.Equal(FrameError.None, BatchView.TryRead(body, out BatchView batch));
        Assert.True(batch.Signature.IsEmpty);
        Assert.Equal(FrameError.TrailingBytes, Read([.. body, .. new byte[64]]));
    }

    [Fact]
    public void The_largest_counts_are_accepted()
    {
        ComposedMessage empty = new([]);
        BatchComposer wide = new();
        for (uint i = 0; i < 256; i++)
        {
            wide.Run(i + 1, 1, empty);
        }

        Assert.Equal(FrameError.None, Read(wide.Compose()));
        Assert.Equal(
            FrameError.None, Read(new BatchComposer().Run(2, 1, [.. Enumerable.Repeat(empty, 256)]).Compose()));
    }

    [Fact]
    public void Every_prefix_is_refused()
    {
        foreach (byte[] body in new[] { Small, TwoRuns, BatchUnsigned() })
        {
            Assert.All(
                Enumerable.Range(0, body.Length), length => Assert.NotEqual(FrameError.None, Read(body[..length])));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BatchHeader.Size - 1)]
    [InlineData(BatchHeader.Size)]
    [InlineData(BatchHeader.Size + 63)]
    [InlineData(BatchHeader.Size + 64)]
    [InlineData(MessageOffset + 64)]
    public void A_body_that_ends_too_early_is_truncated(int length) =>
        Assert.Equal(FrameError.Truncated, Read(Small[..length]));

    [Fact]
    public void Bytes_between_the_last_run_and_the_signature_are_refused() =>
        Assert.Equal(FrameError.TrailingBytes, Read([.. Small[..^64], .. new byte[8], .. Small[^64..]]));

    [Theory]
    [MemberData(nameof(PaddingBits))]
    public void Padding_must_be_zero(int bit) =>
        Assert.Equal(FrameError.PaddingNotZero, Read(Small.WithFlippedBit(bit)));

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(39)]
    [InlineData(41)]
    [InlineData(48)]
    public void A_byte_count_that_its_messages_do_not_fill_is_refused(uint count) =>
        Assert.NotEqual(FrameError.None, Read(Small.WithU32(RunOffset + 24, count)));

    [Fact]
    public void A_run_longer_than_the_body_is_truncated() =>
        Assert.Equal(FrameError.Truncated, Read(Small.WithU32(RunOffset + 24, 48)));

    [Fact]
    public void A_message_longer_than_its_run_is_truncated() =>
        Assert.Equal(FrameError.Truncated, Read(Small.WithU32(MessageOffset + 16, 9)));

    [Fact]
    public void A_message_shorter_than_its_run_leaves_trailing_bytes() =>
        Assert.Equal(FrameError.TrailingBytes, Read(Small.WithU32(MessageOffset + 16, 0).WithU32(PayloadOffset, 0)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(ulong.MaxValue)]
    public void The_first_run_begins_at_the_batch_s_sequence(ulong first) =>
        Assert.Equal(FrameError.SequenceMismatch, Read(Small.WithU64(RunOffset + 8, first)));

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    public void The_second_run_continues_the_first_one_s_sequences(ulong first) =>
        Assert.Equal(FrameError.SequenceMismatch, Read(TwoRuns.WithU64(SecondRunOffset + 8, first)));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(256)]
    public void The_runs_messages_must_add_up(ushort count) =>
        Assert.Equal(FrameError.CountMismatch, Read(TwoRuns.WithU16(4, count)));

    [Fact]
    public void A_run_count_above_the_runs_is_truncated() =>
        Assert.Equal(FrameError.Truncated, Read(TwoRuns.WithU16(2, 3)));

    [Fact]
    public void A_run_count_below_the_runs_leaves_trailing_bytes() =>
        Assert.Equal(FrameError.TrailingBytes, Read(TwoRuns.WithU16(2, 1)));

    [Fact]
    public void A_run_s_message_count_above_its_messages_is_truncated() =>
        Assert.Equal(FrameError.Truncated, Read(Small.WithU16(RunOffset + 2, 2)));

    [Fact]
    public void The_checks_of_run_and_message_headers_apply()
    {
        Assert.Equal(FrameError.UnknownDestinationKind, Read(Small.With(RunOffset, 2)));
        Assert.Equal(FrameError.ReservedNotZero, Read(Small.With(RunOffset + 1, 1)));
        Assert.Equal(FrameError.CountMismatch, Read(Small.WithU64(RunOffset + 16, 0)));
        Assert.Equal(FrameError.UnknownMessageType, Read(Small.With(MessageOffset + 28, 0)));
        Assert.Equal(FrameError.UnknownSecurityLevel, Read(Small.With(MessageOffset + 29, 4)));
        Assert.Equal(FrameError.UnsupportedFlags, Read(Small.WithU16(MessageOffset + 30, 4)));
        Assert.Equal(FrameError.PayloadTooLarge, Read(Small.WithU32(MessageOffset + 16, WireLimits.MaxPayload + 1)));
        Assert.Equal(FrameError.UnknownSignatureSuite, Read(Small.With(0, 2)));
    }

    [Fact]
    public void An_agent_cannot_send_a_withheld_message()
    {
        byte[] body = BatchComposer.Small().Compose();
        MessageHeader.WriteWithheld(body.AsSpan(MessageOffset));
        Assert.NotEqual(FrameError.None, Read(body));
    }

    [Fact]
    public void A_run_is_as_long_as_its_delivery_allows_and_no_longer()
    {
        const int half = WireLimits.MaxRunBytes / 2;
        ComposedMessage Message(int length) => new(new byte[length - MessageHeader.Size]);
        BatchComposer longest = new BatchComposer().Run(2, 1, Message(half), Message(half));
        BatchComposer longer = new BatchComposer().Run(2, 1, Message(half), Message(half + 8));

        Assert.Equal(FrameError.None, Read(longest.Compose()));
        Assert.Equal(FrameError.LengthOutOfRange, Read(longer.Compose()));
    }

    [Fact]
    public void The_largest_payload_is_accepted()
    {
        var message = new ComposedMessage(new byte[WireLimits.MaxPayload]);
        Assert.Equal(FrameError.None, Read(new BatchComposer().Run(2, 1, message).Compose()));
    }

    private static byte[] BatchUnsigned() =>
        new BatchComposer { Suite = SignatureSuite.None }.Run(2, 1, new ComposedMessage([1])).Compose();

    private static FrameError Read(byte[] body) => BatchView.TryRead(body, out _);
}

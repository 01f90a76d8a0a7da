namespace Symbiont.Fast.Framing.Tests;

public sealed class DeliveryViewTests
{
    private const int RunOffset = BatchHeader.Size;
    private const int MessageOffset = RunOffset + RunHeader.Size;

    private static readonly BatchComposer Batch = new BatchComposer { FirstSequence = 10 }
        .Run(2, 1, new ComposedMessage([1]), new ComposedMessage([2, 2, 2]))
        .Run(3, 1, new ComposedMessage([3]))
        .Run(4, 9, new ComposedMessage([4, 4]));

    /// <summary>The first run: two messages of 40 bytes, path header at 184, two hashes, signature.</summary>
    private static readonly byte[] Valid = DeliveryComposer.Compose(Batch, 0);

    private static readonly int PathOffset = MessageOffset + (2 * 40);

    public static TheoryData<int> ReservedPathBits => [.. Bytes.BitsOf(PathOffset + 3, 5)];

    public static TheoryData<int> PaddingBits => [.. Bytes.BitsOf(MessageOffset + 33, 7)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_delivery_is_read_back(int index)
    {
        byte[] body = DeliveryComposer.Compose(Batch, index);
        Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));
        Assert.Equal(index, delivery.RunIndex);
        Assert.Equal(Batch.HeaderBytes(), delivery.Batch.Bytes);
        Assert.Equal(Batch.Runs[index].Bytes(), delivery.Run.Bytes);
        Assert.Equal(index == 2 ? 32 : 64, delivery.Path.Length);
        Assert.Equal(Enumerable.Repeat((byte)0xEE, 64), delivery.Signature.ToArray());
        Assert.Equal(
            body.Length,
            DeliveryView.BodySize(delivery.Run.Bytes.Length, delivery.Path.Length / 32, SignatureSuite.Ed25519));
    }

    [Fact]
    public void An_unsigned_delivery_has_no_signature()
    {
        BatchComposer batch = new BatchComposer { Suite = SignatureSuite.None }.Run(2, 1, new ComposedMessage([1]));
        Assert.Equal(
            FrameError.None, DeliveryView.TryRead(DeliveryComposer.Compose(batch, 0), out DeliveryView delivery));
        Assert.True(delivery.Signature.IsEmpty);
        Assert.True(delivery.Path.IsEmpty);
    }

    [Fact]
    public void Withheld_messages_are_told_from_the_others()
    {
        byte[] leaf = [.. Enumerable.Range(0, 32).Select(i => (byte)(i + 1))];
        byte[] body = DeliveryComposer.Compose(Batch, 0, [1], _ => leaf);
        Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));

        MessageCursor messages = delivery.Run.Messages;
        Assert.True(messages.MoveNext());
        Assert.False(messages.Current.IsWithheld);
        Assert.True(messages.MoveNext());
        Assert.True(messages.Current.IsWithheld);
        Assert.Equal(leaf, messages.Current.Payload);
        Assert.Equal(64, messages.Current.WireLength);
        Assert.False(messages.MoveNext());
    }

    [Fact]
    public void A_withheld_message_that_is_not_in_its_one_form_is_refused()
    {
        byte[] body = DeliveryComposer.Compose(Batch, 0, [0]);
        Assert.Equal(FrameError.ReservedNotZero, Read(body.With(MessageOffset, 1)));
        Assert.Equal(FrameError.ReservedNotZero, Read(body.WithU32(MessageOffset + 16, 31)));
        Assert.Equal(FrameError.ReservedNotZero, Read(body.WithU32(MessageOffset + 16, uint.MaxValue)));
        Assert.Equal(FrameError.UnknownMessageType, Read(body.WithU16(MessageOffset + 30, 0x8020)));
        Assert.Equal(
            FrameError.UnsupportedFlags, Read(body.WithU16(MessageOffset + 30, 0x8020).With(MessageOffset + 28, 2)));
    }

    [Fact]
    public void The_longest_run_may_be_delivered_with_every_message_withheld()
    {
        BatchComposer batch = new BatchComposer().Run(2, 1, [.. Enumerable.Repeat(new ComposedMessage([]), 256)]);
        byte[] body = DeliveryComposer.Compose(batch, 0, [.. Enumerable.Range(0, 256)]);
        Assert.Equal(FrameError.None, Read(body));
    }

    [Fact]
    public void Every_prefix_is_refused() =>
        Assert.All(
            Enumerable.Range(0, Valid.Length), length => Assert.NotEqual(FrameError.None, Read(Valid[..length])));

    [Fact]
    public void A_body_that_ends_too_early_is_truncated()
    {
        int[] ends =
        [
            0, RunOffset - 1, RunOffset, MessageOffset - 1, MessageOffset, PathOffset, PathOffset + 7, PathOffset + 8,
            Valid.Length - 64, Valid.Length - 1,
        ];
        Assert.All(ends, end => Assert.Equal(FrameError.Truncated, Read(Valid[..end])));
    }

    [Fact]
    public void Bytes_after_the_signature_are_refused() =>
        Assert.Equal(FrameError.TrailingBytes, Read([.. Valid, 0]));

    [Theory]
    [MemberData(nameof(ReservedPathBits))]
    public void The_path_header_s_reserved_bytes_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.WithFlippedBit(bit)));

    [Theory]
    [MemberData(nameof(PaddingBits))]
    public void Padding_must_be_zero(int bit) =>
        Assert.Equal(FrameError.PaddingNotZero, Read(Valid.WithFlippedBit(bit)));

    [Theory]
    [InlineData(3)]
    [InlineData(256)]
    [InlineData(65535)]
    public void A_run_index_outside_the_batch_is_refused(ushort index) =>
        Assert.Equal(FrameError.CountMismatch, Read(Valid.WithU16(PathOffset, index)));

    [Theory]
    [InlineData(9)]
    [InlineData(255)]
    public void A_path_over_its_limit_is_refused(byte hashes) =>
        Assert.Equal(FrameError.CountMismatch, Read(Valid.With(PathOffset + 2, hashes)));

    [Theory]
    [InlineData(1, FrameError.TrailingBytes)]
    [InlineData(3, FrameError.Truncated)]
    [InlineData(8, FrameError.Truncated)]
    public void A_path_that_its_hashes_do_not_fill_is_refused(byte hashes, FrameError error) =>
        Assert.Equal(error, Read(Valid.With(PathOffset + 2, hashes)));

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 1)]
    public void A_run_outside_the_batch_s_sequences_is_refused(ulong first) =>
        Assert.Equal(FrameError.SequenceMismatch, Read(Valid.WithU64(RunOffset + 8, first)));

    [Fact]
    public void The_checks_of_the_headers_apply()
    {
        Assert.Equal(FrameError.UnknownSignatureSuite, Read(Valid.With(0, 2)));
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.With(1, 1)));
        Assert.Equal(FrameError.UnknownDestinationKind, Read(Valid.With(RunOffset, 0)));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.WithU32(RunOffset + 24, uint.MaxValue)));
        Assert.Equal(FrameError.UnknownMessageType, Read(Valid.With(MessageOffset + 28, 0)));
        Assert.Equal(FrameError.UnknownSecurityLevel, Read(Valid.With(MessageOffset + 29, 4)));
        Assert.Equal(FrameError.UnsupportedFlags, Read(Valid.WithU16(MessageOffset + 30, 4)));
        Assert.Equal(FrameError.PayloadTooLarge, Read(Valid.WithU32(MessageOffset + 16, uint.MaxValue)));
    }

    [Fact]
    public void A_byte_count_that_its_messages_do_not_fill_is_refused()
    {
        Assert.Equal(FrameError.Truncated, Read(Valid.WithU32(RunOffset + 24, 72)));
        Assert.Equal(FrameError.TrailingBytes, Read(Valid.WithU16(RunOffset + 2, 1)));
        Assert.Equal(FrameError.Truncated, Read(Valid.WithU32(RunOffset + 24, WireLimits.MaxFrame)));
    }

    private static FrameError Read(byte[] body) => DeliveryView.TryRead(body, out _);
}

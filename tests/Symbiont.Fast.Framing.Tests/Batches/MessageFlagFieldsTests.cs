namespace Symbiont.Fast.Framing.Tests;

public sealed class MessageFlagFieldsTests
{
    // Batch header, run header, message header.
    private const int Offset = BatchHeader.Size + RunHeader.Size + MessageHeader.Size;

    [Fact]
    public void Flag_data_is_read_back_in_the_order_of_the_flags()
    {
        var composed = new ComposedMessage([1, 2, 3])
        {
            Flags = MessageFlags.Sealed | MessageFlags.Compressed,
            Seal = (0x8000_0007, 11),
            PlainSize = 77,
        };
        Assert.Equal(FrameError.None, BatchView.TryRead(Batch(composed), out BatchView batch));
        RunCursor runs = batch.Runs;
        Assert.True(runs.MoveNext());
        MessageCursor messages = runs.Current.Messages;
        Assert.True(messages.MoveNext());
        MessageView message = messages.Current;

        Assert.Equal(2 * MessageFlagFields.FieldSize, message.FlagData.Length);
        Assert.Equal(0x8000_0007U, MessageFlagFields.SealId(message.FlagData));
        Assert.Equal(11U, MessageFlagFields.DestinationEpoch(message.FlagData));
        Assert.Equal(77, MessageFlagFields.PlainSize(message.FlagData));
        Assert.Equal(new byte[] { 1, 2, 3 }, message.Payload);
        Assert.Equal(composed.Bytes(), message.Bytes);
    }

    [Theory]
    [InlineData(MessageFlags.None, 0)]
    [InlineData(MessageFlags.Sealed, 8)]
    [InlineData(MessageFlags.Compressed, 8)]
    [InlineData(MessageFlags.Sealed | MessageFlags.Compressed, 16)]
    [InlineData(MessageFlags.Withheld, 0)]
    public void Each_of_the_two_flags_brings_eight_bytes(MessageFlags flags, int length) =>
        Assert.Equal(length, MessageFlagFields.Length(flags));

    [Theory]
    [InlineData(0u, FrameError.PayloadTooLarge)]
    [InlineData(1u, FrameError.None)]
    [InlineData((uint)WireLimits.MaxPayload, FrameError.None)]
    [InlineData(WireLimits.MaxPayload + 1u, FrameError.PayloadTooLarge)]
    [InlineData(0x8000_0000u, FrameError.PayloadTooLarge)]
    [InlineData(uint.MaxValue, FrameError.PayloadTooLarge)]
    public void The_plain_size_lies_between_one_and_the_largest_payload(uint size, FrameError expected)
    {
        byte[] body = Batch(new ComposedMessage([1]) { Flags = MessageFlags.Compressed });

        Assert.Equal(expected, BatchView.TryRead(body.WithU32(Offset, size), out _));
    }

    [Theory]
    [InlineData(MessageFlags.Compressed, 4)]
    [InlineData(MessageFlags.Sealed | MessageFlags.Compressed, 12)]
    public void What_is_reserved_beside_the_plain_size_is_zero(MessageFlags flags, int offset)
    {
        byte[] body = Batch(new ComposedMessage([1]) { Flags = flags });
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(FrameError.ReservedNotZero, BatchView.TryRead(body.With(Offset + offset + i, 1), out _));
        }
    }

    [Theory]
    [InlineData(0, 0u)]
    [InlineData(0, MessageFlagFields.FromResponder)]
    [InlineData(4, 0u)]
    public void A_seal_has_an_id_and_an_epoch(int offset, uint value)
    {
        byte[] body = Batch(new ComposedMessage([1]) { Flags = MessageFlags.Sealed });

        Assert.Equal(FrameError.ReservedNotZero, BatchView.TryRead(body.WithU32(Offset + offset, value), out _));
    }

    [Fact]
    public void A_run_that_ends_within_the_flag_data_is_truncated()
    {
        byte[] body = Batch(new ComposedMessage([]));
        byte[] flagged = body.WithU16(Offset - 2, (ushort)(MessageFlags.Sealed | MessageFlags.Compressed));

        Assert.Equal(FrameError.Truncated, BatchView.TryRead(flagged, out _));
    }

    private static byte[] Batch(ComposedMessage message) => new BatchComposer().Run(2, 1, message).Compose();
}

namespace Symbiont.Fast.Framing.Tests;

public sealed class MessageHeaderTests
{
    private const MessageFlags Assigned =
        MessageFlags.Sealed | MessageFlags.Compressed | MessageFlags.Reply | MessageFlags.Error
        | MessageFlags.ReceiptWanted | MessageFlags.Urgent;

    private static readonly byte[] Valid = new ComposedMessage([]).Bytes();
    private static readonly byte[] Withheld = MakeWithheld();

    /// <summary>Every bit of a withheld message's header.</summary>
    public static TheoryData<int> AllBits => [.. Bytes.BitsOf(0, MessageHeader.Size)];

    [Fact]
    public void A_header_is_read_back()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, MessageHeader.Size)];
        MessageHeader.Write(
            bytes, -1, ulong.MaxValue, WireLimits.MaxPayload, uint.MaxValue, 0x0102_0304, MessageType.Rpc,
            SecurityLevel.Restricted, Assigned);

        Assert.Equal(FrameError.None, MessageHeader.Validate(bytes, fromRouter: false));
        var header = new MessageHeader(bytes);
        Assert.Equal(-1, header.Timestamp);
        Assert.Equal(ulong.MaxValue, header.Correlation);
        Assert.Equal(WireLimits.MaxPayload, header.PayloadLength);
        Assert.Equal(uint.MaxValue, header.Ttl);
        Assert.Equal(0x0102_0304U, header.Selector);
        Assert.Equal(MessageType.Rpc, header.Type);
        Assert.Equal(SecurityLevel.Restricted, header.Level);
        Assert.Equal(Assigned, header.Flags);
        Assert.Equal(bytes, header.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thirty_one_bytes_are_not_a_header(bool fromRouter) =>
        Assert.Equal(FrameError.Truncated, MessageHeader.Validate(Valid.AsSpan(0, Valid.Length - 1), fromRouter));

    [Fact]
    public void Exactly_the_four_types_are_accepted()
    {
        for (int type = 0; type < 256; type++)
        {
            FrameError expected = type is >= 1 and <= 4 ? FrameError.None : FrameError.UnknownMessageType;
            Assert.Equal(expected, MessageHeader.Validate(Valid.With(28, (byte)type), fromRouter: false));
            Assert.Equal(expected, MessageHeader.Validate(Valid.With(28, (byte)type), fromRouter: true));
        }
    }

    [Fact]
    public void Exactly_the_four_levels_are_accepted()
    {
        for (int level = 0; level < 256; level++)
        {
            FrameError expected = level <= 3 ? FrameError.None : FrameError.UnknownSecurityLevel;
            Assert.Equal(expected, MessageHeader.Validate(Valid.With(29, (byte)level), fromRouter: false));
        }
    }

    [Fact]
    public void Of_all_flag_combinations_an_agent_may_use_only_the_forty_eight_supported()
    {
        int accepted = 0;
        for (int value = 0; value <= ushort.MaxValue; value++)
        {
            var flags = (MessageFlags)value;
            bool lonelyError = flags.HasFlag(MessageFlags.Error) && !flags.HasFlag(MessageFlags.Reply);
            bool allowed = (flags & ~Assigned) == 0 && !lonelyError;
            byte[] call = Valid.With(28, (byte)MessageType.Rpc).WithU16(30, (ushort)value);
            FrameError error = MessageHeader.Validate(call, fromRouter: false);
            Assert.Equal(allowed ? FrameError.None : FrameError.UnsupportedFlags, error);
            accepted += allowed ? 1 : 0;
        }

        Assert.Equal(48, accepted);
    }

    [Theory]
    [InlineData(MessageType.Control)]
    [InlineData(MessageType.Data)]
    [InlineData(MessageType.Event)]
    public void A_reply_is_refused_on_any_type_but_rpc(MessageType type) =>
        Assert.Equal(
            FrameError.UnsupportedFlags,
            MessageHeader.Validate(
                Valid.With(28, (byte)type).WithU16(30, (ushort)MessageFlags.Reply), fromRouter: false));

    [Theory]
    [InlineData(SecurityLevel.Public, true)]
    [InlineData(SecurityLevel.Restricted, true)]
    [InlineData(SecurityLevel.Confidential, false)]
    [InlineData(SecurityLevel.Secret, false)]
    public void What_is_confidential_is_never_compressed(SecurityLevel level, bool allowed)
    {
        byte[] bytes = Valid.With(29, (byte)level).WithU16(30, (ushort)(MessageFlags.Sealed | MessageFlags.Compressed));
        FrameError error = MessageHeader.Validate(bytes, fromRouter: true);

        Assert.Equal(allowed ? FrameError.None : FrameError.UnsupportedFlags, error);
    }

    [Theory]
    [InlineData(WireLimits.MaxPayload + 1)]
    [InlineData(0x8000_0000)]
    [InlineData(uint.MaxValue)]
    public void A_payload_over_the_limit_is_refused(uint length) =>
        Assert.Equal(
            FrameError.PayloadTooLarge, MessageHeader.Validate(Valid.WithU32(16, length), fromRouter: false));

    [Fact]
    public void A_withheld_message_comes_from_the_router_only()
    {
        Assert.Equal(FrameError.None, MessageHeader.Validate(Withheld, fromRouter: true));
        Assert.NotEqual(FrameError.None, MessageHeader.Validate(Withheld, fromRouter: false));
        Assert.Equal(
            FrameError.UnsupportedFlags,
            MessageHeader.Validate(Valid.WithU16(30, (ushort)MessageFlags.Withheld), fromRouter: false));
    }

    [Theory]
    [MemberData(nameof(AllBits))]
    public void A_withheld_header_has_one_form_only(int bit) =>
        Assert.NotEqual(FrameError.None, MessageHeader.Validate(Withheld.WithFlippedBit(bit), fromRouter: true));

    private static byte[] MakeWithheld()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, MessageHeader.Size)];
        MessageHeader.WriteWithheld(bytes);
        return bytes;
    }
}

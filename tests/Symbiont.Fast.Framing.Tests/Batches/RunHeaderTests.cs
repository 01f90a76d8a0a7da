namespace Symbiont.Fast.Framing.Tests;

public sealed class RunHeaderTests
{
    private static readonly byte[] Valid = BatchComposer.Small().Runs[0].Bytes()[..RunHeader.Size];

    public static TheoryData<int> ReservedBits => [.. Bytes.BitsOf(1, 1), .. Bytes.BitsOf(28, 4)];

    [Fact]
    public void A_header_is_read_back()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, RunHeader.Size)];
        RunHeader.Write(bytes, DestinationKind.Agent, 256, 0xFFFF_FFFE, 77, ulong.MaxValue, 8192);

        Assert.Equal(FrameError.None, RunHeader.Validate(bytes));
        var header = new RunHeader(bytes);
        Assert.Equal(DestinationKind.Agent, header.DestinationKind);
        Assert.Equal(256, header.MessageCount);
        Assert.Equal(0xFFFF_FFFEU, header.Destination);
        Assert.Equal(77UL, header.FirstSequence);
        Assert.Equal(ulong.MaxValue, header.RunNumber);
        Assert.Equal(8192, header.ByteCount);
        Assert.Equal(bytes, header.Bytes);
    }

    [Fact]
    public void Thirty_one_bytes_are_not_a_header() =>
        Assert.Equal(FrameError.Truncated, RunHeader.Validate(Valid.AsSpan(0, Valid.Length - 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_destination_kind_that_is_not_supported_is_refused(byte kind) =>
        Assert.Equal(FrameError.UnknownDestinationKind, RunHeader.Validate(Valid.With(0, kind)));

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Reserved_bits_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, RunHeader.Validate(Valid.WithFlippedBit(bit)));

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    [InlineData(65535)]
    public void A_message_count_outside_its_limits_is_refused(ushort count) =>
        Assert.Equal(FrameError.CountMismatch, RunHeader.Validate(Valid.WithU16(2, count)));

    [Fact]
    public void Runs_are_numbered_from_one() =>
        Assert.Equal(FrameError.CountMismatch, RunHeader.Validate(Valid.WithU64(16, 0)));

    [Theory]
    [InlineData(WireLimits.MaxFrame + 1)]
    [InlineData(0x8000_0000)]
    [InlineData(uint.MaxValue)]
    public void A_byte_count_over_a_frame_is_refused(uint count) =>
        Assert.Equal(FrameError.LengthOutOfRange, RunHeader.Validate(Valid.WithU32(24, count)));
}

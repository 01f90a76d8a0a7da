namespace Symbiont.Fast.Framing.Tests;

public sealed class BatchHeaderTests
{
    private static readonly byte[] Valid = BatchComposer.Small().HeaderBytes();

    public static TheoryData<int> ReservedBits =>
        [.. Bytes.BitsOf(1, 1), .. Bytes.BitsOf(6, 2), .. Bytes.BitsOf(20, 4)];

    [Fact]
    public void A_header_is_read_back()
    {
        byte[] previous = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, BatchHeader.Size)];
        BatchHeader.Write(bytes, SignatureSuite.Ed25519, 3, 200, 0xAABB, 0xFFFF_FFFE, 77, -5, previous);

        Assert.Equal(FrameError.None, BatchHeader.Validate(bytes));
        var header = new BatchHeader(bytes);
        Assert.Equal(SignatureSuite.Ed25519, header.Suite);
        Assert.Equal(3, header.RunCount);
        Assert.Equal(200, header.MessageCount);
        Assert.Equal(0xAABBUL, header.SenderKeyId);
        Assert.Equal(0xFFFF_FFFEU, header.Epoch);
        Assert.Equal(77UL, header.FirstSequence);
        Assert.Equal(-5, header.Created);
        Assert.Equal(previous, header.PreviousRoot);
        Assert.Equal(bytes, header.Bytes);
    }

    [Fact]
    public void Seventy_one_bytes_are_not_a_header() =>
        Assert.Equal(FrameError.Truncated, BatchHeader.Validate(Valid.AsSpan(0, Valid.Length - 1)));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_signature_suite_that_is_not_assigned_is_refused(byte suite) =>
        Assert.Equal(FrameError.UnknownSignatureSuite, BatchHeader.Validate(Valid.With(0, suite)));

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Reserved_bits_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, BatchHeader.Validate(Valid.WithFlippedBit(bit)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(257, 257)]
    [InlineData(257, 256)]
    [InlineData(1, 257)]
    [InlineData(65535, 65535)]
    public void Counts_outside_their_limits_are_refused(ushort runs, ushort messages) =>
        Assert.Equal(
            FrameError.CountMismatch, BatchHeader.Validate(Valid.WithU16(2, runs).WithU16(4, messages)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 256)]
    [InlineData(256, 256)]
    public void Counts_at_their_limits_are_accepted(ushort runs, ushort messages) =>
        Assert.Equal(FrameError.None, BatchHeader.Validate(Valid.WithU16(2, runs).WithU16(4, messages)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(WireLimits.MaxSequence + 1, 1)]
    [InlineData(WireLimits.MaxSequence, 2)]
    [InlineData(WireLimits.MaxSequence - 254, 256)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue - 255, 256)]
    public void Sequences_outside_their_limits_are_refused(ulong first, ushort messages) =>
        Assert.Equal(
            FrameError.SequenceMismatch, BatchHeader.Validate(Valid.WithU16(4, messages).WithU64(24, first)));

    [Theory]
    [InlineData(1, 256)]
    [InlineData(WireLimits.MaxSequence, 1)]
    [InlineData(WireLimits.MaxSequence - 255, 256)]
    public void Sequences_at_their_limits_are_accepted(ulong first, ushort messages) =>
        Assert.Equal(FrameError.None, BatchHeader.Validate(Valid.WithU16(4, messages).WithU64(24, first)));
}

namespace Symbiont.Fast.Framing.Tests;

public sealed class FrameHeaderTests
{
    private static readonly byte[] Valid = Write(new FrameHeader(248, FrameKind.Batch, 0));

    public static TheoryData<int> ReservedBits => [.. Bytes.BitsOf(6, 2).Where(bit => bit != 6 * 8)];

    [Theory]
    [InlineData(FrameKind.Handshake, WireLimits.MaxHandshakeFrame)]
    [InlineData(FrameKind.Batch, WireLimits.MaxFrame)]
    [InlineData(FrameKind.Run, WireLimits.MaxFrame)]
    [InlineData(FrameKind.Control, WireLimits.MaxFrame)]
    [InlineData(FrameKind.Close, WireLimits.MaxFrame)]
    public void A_header_is_read_back_at_both_ends_of_its_length(FrameKind kind, int limit)
    {
        foreach (int length in new[] { FrameHeader.Size + 1, limit })
        {
            var header = new FrameHeader(length, kind, 0);
            Assert.Equal(FrameError.None, FrameHeader.TryRead(Write(header), out FrameHeader read));
            Assert.Equal(header, read);
        }
    }

    [Theory]
    [InlineData(FrameKind.Handshake, WireLimits.MaxHandshakeFrame + 1)]
    [InlineData(FrameKind.Batch, WireLimits.MaxFrame + 1)]
    [InlineData(FrameKind.Close, WireLimits.MaxFrame + 1)]
    [InlineData(FrameKind.Run, FrameHeader.Size)]
    [InlineData(FrameKind.Control, 0)]
    [InlineData(FrameKind.Batch, int.MaxValue)]
    [InlineData(FrameKind.Batch, -1)]
    [InlineData(FrameKind.Batch, int.MinValue)]
    public void A_length_outside_its_limits_is_refused(FrameKind kind, int length) =>
        Assert.Equal(FrameError.LengthOutOfRange, Read(Write(new FrameHeader(length, kind, 0))));

    [Fact]
    public void Seven_bytes_are_not_a_header() => Assert.Equal(FrameError.Truncated, Read(Valid[..7]));

    [Fact]
    public void Every_other_version_is_refused() =>
        Assert.All(
            Others(WireLimits.Version), b => Assert.Equal(FrameError.UnsupportedVersion, Read(Valid.With(4, b))));

    [Fact]
    public void Every_kind_that_is_not_assigned_is_refused() =>
        Assert.All(Others(1, 2, 3, 4, 5), b => Assert.Equal(FrameError.UnknownKind, Read(Valid.With(5, b))));

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Unassigned_flags_and_the_reserved_byte_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.WithFlippedBit(bit)));

    [Theory]
    [InlineData(FrameKind.Batch)]
    [InlineData(FrameKind.Run)]
    [InlineData(FrameKind.Control)]
    [InlineData(FrameKind.Close)]
    public void Records_of_both_key_phases_are_read_back(FrameKind kind)
    {
        foreach (byte phase in new byte[] { 0, 1 })
        {
            var header = new FrameHeader(248, kind, phase);
            byte[] bytes = Write(header);
            Assert.Equal(FrameError.None, FrameHeader.TryRead(bytes, out FrameHeader read));
            Assert.Equal(header, read);
            Assert.Equal(phase, FrameHeader.KeyPhase(bytes));
        }
    }

    [Fact]
    public void A_handshake_frame_has_no_key_phase() => Assert.Equal(
        FrameError.ReservedNotZero,
        Read(Write(new FrameHeader(56, FrameKind.Handshake, FrameHeader.KeyPhaseFlag))));

    [Fact]
    public void Nothing_is_handed_out_beside_an_error()
    {
        FrameHeader.TryRead(Valid.With(7, 1), out FrameHeader header);
        Assert.Equal(default, header);
    }

    private static FrameError Read(byte[] bytes) => FrameHeader.TryRead(bytes, out _);

    private static byte[] Write(FrameHeader header)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, FrameHeader.Size)];
        header.Write(bytes);
        return bytes;
    }

    private static IEnumerable<byte> Others(params int[] assigned) =>
        Enumerable.Range(0, 256).Except(assigned).Select(value => (byte)value);
}

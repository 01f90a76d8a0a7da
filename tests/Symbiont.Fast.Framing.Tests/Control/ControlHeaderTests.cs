namespace Symbiont.Fast.Framing.Tests;

public sealed class ControlHeaderTests
{
    private static readonly byte[] Valid = Compose(ControlCode.Resolve, 13);

    public static TheoryData<int> ReservedBits => [.. Bytes.BitsOf(2, 2)];

    public static TheoryData<int> PaddingBits => [.. Bytes.BitsOf(ControlHeader.Size + 13, 3)];

    [Fact]
    public void Messages_are_taken_off_one_after_the_other()
    {
        ReadOnlySpan<byte> rest = [.. Valid, .. Compose(ControlCode.Drain, 0), .. Compose(ControlCode.Ping, 16)];
        List<(ControlCode Code, int Length)> seen = [];
        while (!rest.IsEmpty)
        {
            FrameError error = ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body);
            Assert.Equal(FrameError.None, error);
            Assert.False(body.ContainsAnyExcept((byte)0xB0));
            seen.Add((header.Code, body.Length));
        }

        Assert.Equal([(ControlCode.Resolve, 13), (ControlCode.Drain, 0), (ControlCode.Ping, 16)], seen);
    }

    [Fact]
    public void Exactly_the_assigned_codes_are_accepted()
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            bool assigned = Enum.IsDefined((ControlCode)code);
            Assert.Equal(
                assigned ? FrameError.None : FrameError.UnknownControlCode, Take(Valid.WithU16(0, (ushort)code)));
        }
    }

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Reserved_bits_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, Take(Valid.WithFlippedBit(bit)));

    [Theory]
    [MemberData(nameof(PaddingBits))]
    public void Padding_must_be_zero(int bit) =>
        Assert.Equal(FrameError.PaddingNotZero, Take(Valid.WithFlippedBit(bit)));

    [Fact]
    public void The_longest_body_is_accepted_and_no_longer_one()
    {
        Assert.Equal(FrameError.None, Take(Compose(ControlCode.Descriptor, ControlHeader.MaxBody)));
        Assert.Equal(FrameError.LengthOutOfRange, Take(Compose(ControlCode.Descriptor, ControlHeader.MaxBody + 1)));
        Assert.Equal(FrameError.LengthOutOfRange, Take(Valid.WithU32(4, uint.MaxValue)));
        Assert.Equal(FrameError.LengthOutOfRange, Take(Valid.WithU32(4, 0x8000_0000)));
    }

    [Fact]
    public void Every_prefix_is_truncated() =>
        Assert.All(
            Enumerable.Range(0, Valid.Length),
            length => Assert.Equal(FrameError.Truncated, Take(Valid[..length])));

    [Fact]
    public void Nothing_is_taken_or_handed_out_beside_an_error()
    {
        byte[] bytes = Valid.With(Valid.Length - 1, 1);
        ReadOnlySpan<byte> rest = bytes;
        FrameError error = ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body);
        Assert.Equal(FrameError.PaddingNotZero, error);
        Assert.Equal(bytes.Length, rest.Length);
        Assert.Equal(default, header);
        Assert.True(body.IsEmpty);
    }

    private static FrameError Take(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        return ControlHeader.TryTake(ref rest, out _, out _);
    }

    private static byte[] Compose(ControlCode code, int length)
    {
        var header = new ControlHeader(code, length);
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, header.WireLength)];
        header.Write(bytes).Fill(0xB0);
        return bytes;
    }
}

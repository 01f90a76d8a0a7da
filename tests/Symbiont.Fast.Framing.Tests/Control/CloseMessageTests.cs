namespace Symbiont.Fast.Framing.Tests;

public sealed class CloseMessageTests
{
    private static readonly byte[] Valid = WireVectors.Find("close").Bytes;

    public static TheoryData<int> ReservedBits => [.. Bytes.BitsOf(2, 6)];

    [Theory]
    [InlineData(RefusalReason.None)]
    [InlineData(RefusalReason.Internal)]
    [InlineData((RefusalReason)65535)]
    public void A_close_is_read_back_whatever_its_reason(RefusalReason reason)
    {
        byte[] body = [.. Enumerable.Repeat((byte)0xA5, CloseMessage.Size)];
        Assert.Equal(CloseMessage.Size, new CloseMessage(reason).Write(body));
        Assert.Equal(FrameError.None, CloseMessage.TryRead(body, out CloseMessage read));
        Assert.Equal(reason, read.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(16)]
    public void Another_length_is_refused(int length)
    {
        byte[] body = new byte[length];
        Assert.Equal(FrameError.LengthOutOfRange, CloseMessage.TryRead(body, out _));
    }

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Reserved_bits_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, CloseMessage.TryRead(Valid.WithFlippedBit(bit), out _));
}

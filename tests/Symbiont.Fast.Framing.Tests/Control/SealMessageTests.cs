namespace Symbiont.Fast.Framing.Tests;

public sealed class SealMessageTests
{
    private const uint Answering = 5 | MessageFlagFields.FromResponder;

    [Theory]
    [InlineData(ControlCode.SealRequest, 5u, 1)]
    [InlineData(ControlCode.SealRequest, 0x7FFF_FFFFu, SealMessage.MaxNoise)]
    [InlineData(ControlCode.SealAnswer, Answering, 1160)]
    [InlineData(ControlCode.SealAnswer, Answering, 0)]
    [InlineData(ControlCode.SealAnswer, 5u, 0)]
    public void A_seal_message_is_read_back(ControlCode code, uint id, int noiseLength)
    {
        byte[] noise = new byte[noiseLength];
        new Random(1).NextBytes(noise);
        byte[] bytes = new byte[SealMessage.WireLength(noiseLength)];
        Assert.Equal(bytes.Length, SealMessage.Write(bytes, code, 77, id, noise));

        ReadOnlySpan<byte> rest = bytes;
        Assert.Equal(
            FrameError.None, ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body));
        Assert.Equal(code, header.Code);
        Assert.Equal(FrameError.None, SealMessage.TryRead(code, body, out SealMessage read));
        Assert.Equal(77U, read.Handle);
        Assert.Equal(id, read.SealId);
        Assert.Equal(noise, read.Noise);
    }

    [Theory]
    [InlineData(ControlCode.SealRequest, 5u, 0)]
    [InlineData(ControlCode.SealRequest, 0u, 8)]
    [InlineData(ControlCode.SealRequest, Answering, 8)]
    [InlineData(ControlCode.SealAnswer, 5u, 8)]
    [InlineData(ControlCode.SealAnswer, 0u, 0)]
    [InlineData(ControlCode.SealAnswer, MessageFlagFields.FromResponder, 8)]
    public void What_no_side_would_say_is_refused(ControlCode code, uint id, int noiseLength)
    {
        byte[] bytes = new byte[SealMessage.WireLength(noiseLength)];
        SealMessage.Write(bytes, code, 77, id, new byte[noiseLength]);
        int length = 8 + noiseLength;

        Assert.NotEqual(FrameError.None, SealMessage.TryRead(code, bytes.AsSpan(ControlHeader.Size, length), out _));
    }

    [Theory]
    [InlineData(ControlCode.SealRequest)]
    [InlineData(ControlCode.SealAnswer)]
    public void Seven_bytes_are_too_few(ControlCode code) =>
        Assert.Equal(FrameError.LengthOutOfRange, SealMessage.TryRead(code, [1, 0, 0, 0, 1, 0, 0], out _));
}

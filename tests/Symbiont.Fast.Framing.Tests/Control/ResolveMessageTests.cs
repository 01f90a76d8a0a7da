namespace Symbiont.Fast.Framing.Tests;

public sealed class ResolveMessageTests
{
    private static readonly byte[] Valid = ControlBody.Golden("control-resolve");

    [Fact]
    public void A_resolve_is_read_back()
    {
        Assert.Equal(FrameError.None, ResolveMessage.TryRead(Valid, out ResolveMessage read));
        Assert.Equal(new ResolveMessage(5, WorkedExample.GVisor), read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(8 + AgentName.MaxLength + 1)]
    public void A_length_that_no_name_has_is_refused(int length) =>
        Assert.Equal(FrameError.LengthOutOfRange, Read(new byte[length]));

    [Theory]
    [InlineData("x")]
    [InlineData("spiffe://symbiont.local/docker/A1")]
    [InlineData("spiffe://symbiont.local/docker/a1\0")]
    [InlineData("spiffe://symbiont.local/vm/a1")]
    [InlineData("spiffe://symbiont.local/docker/..")]
    public void Text_that_is_no_name_is_refused(string name) =>
        Assert.Equal(FrameError.BadText, Read([.. Valid[..8], .. name.Select(c => (byte)c)]));

    [Fact]
    public void Bytes_that_are_not_ASCII_are_refused() =>
        Assert.All(
            Enumerable.Range(128, 128),
            value => Assert.Equal(FrameError.BadText, Read(Valid.With(Valid.Length - 1, (byte)value))));

    private static FrameError Read(byte[] body) => ResolveMessage.TryRead(body, out _);
}

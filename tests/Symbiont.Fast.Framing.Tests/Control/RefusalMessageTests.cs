using System.Text;

namespace Symbiont.Fast.Framing.Tests;

public sealed class RefusalMessageTests
{
    private const int RuleOffset = 24;

    private static readonly byte[] Valid = ControlBody.Golden("control-refusal");

    [Theory]
    [InlineData("")]
    [InlineData("docker-to-firecracker")]
    [InlineData("Straße nach Łódź")]
    public void A_refusal_is_read_back(string rule)
    {
        var refusal = new RefusalMessage(
            RefusalReason.RateLimited, RefusalScope.Request, uint.MaxValue, ulong.MaxValue, 1500, 3, rule);
        Assert.Equal(refusal, WriteAndRead(refusal));
    }

    [Fact]
    public void The_longest_rule_name_fits()
    {
        string rule = new('r', RefusalMessage.MaxRule);
        byte[] bytes = new byte[RefusalMessage.MaxWireLength];
        Assert.Equal(bytes.Length, Refusal(rule).Write(bytes));
        Assert.Equal(rule, WriteAndRead(Refusal(rule)).Rule);
    }

    [Theory]
    [InlineData("r", 129, 128)]
    [InlineData("ß", 65, 64)]
    [InlineData("€", 50, 42)]
    [InlineData("𝄞", 33, 32)]
    public void A_longer_rule_name_is_cut_between_characters(string letter, int written, int kept)
    {
        string rule = string.Concat(Enumerable.Repeat(letter, written));
        Assert.Equal(string.Concat(Enumerable.Repeat(letter, kept)), WriteAndRead(Refusal(rule)).Rule);
    }

    [Fact]
    public void A_reason_of_a_later_version_is_read() =>
        Assert.Equal(FrameError.None, Read(Valid.WithU16(0, 999)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void Another_scope_is_refused(byte scope) =>
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.With(2, scope)));

    [Fact]
    public void A_rule_name_of_another_length_than_stated_is_refused()
    {
        Assert.Equal(FrameError.LengthOutOfRange, Read([.. Valid, (byte)'x']));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.With(3, 255)));
        Assert.Equal(FrameError.LengthOutOfRange, Read(Valid.With(3, 0)));
        Assert.All(
            Enumerable.Range(0, Valid.Length),
            length => Assert.Equal(FrameError.LengthOutOfRange, Read(Valid[..length])));
    }

    [Fact]
    public void A_rule_name_over_its_limit_is_refused()
    {
        byte[] rule = Encoding.ASCII.GetBytes(new string('r', RefusalMessage.MaxRule + 1));
        Assert.Equal(FrameError.LengthOutOfRange, Read([.. Valid.With(3, (byte)rule.Length)[..RuleOffset], .. rule]));
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xC3)]
    [InlineData(0xFF)]
    public void A_rule_name_that_is_not_UTF8_is_refused(byte last) =>
        Assert.Equal(FrameError.BadText, Read(Valid.With(Valid.Length - 1, last)));

    private static RefusalMessage Refusal(string rule) =>
        new(RefusalReason.NotPermittedType, RefusalScope.Messages, 1, 1, 0, 1, rule);

    private static RefusalMessage WriteAndRead(RefusalMessage refusal)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, RefusalMessage.MaxWireLength)];
        int length = refusal.Write(bytes);
        ReadOnlySpan<byte> rest = bytes.AsSpan(0, length);
        Assert.Equal(
            FrameError.None, ControlHeader.TryTake(ref rest, out ControlHeader header, out ReadOnlySpan<byte> body));
        Assert.Equal(ControlCode.Refusal, header.Code);
        Assert.True(rest.IsEmpty);
        Assert.Equal(FrameError.None, RefusalMessage.TryRead(body, out RefusalMessage read));
        return read;
    }

    private static FrameError Read(byte[] body) => RefusalMessage.TryRead(body, out _);
}

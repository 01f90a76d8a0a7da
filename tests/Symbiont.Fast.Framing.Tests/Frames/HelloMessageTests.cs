namespace Symbiont.Fast.Framing.Tests;

public sealed class HelloMessageTests
{
    private static readonly byte[] Valid = WireVectors.Find("hello").Bytes;

    /// <summary>Bit 0 of the offers and the four bytes at the end.</summary>
    public static TheoryData<int> ReservedBits => [16, .. Bytes.BitsOf(4, 4)];

    [Theory]
    [InlineData(HelloMessage.NoiseXk, SandboxTier.Docker)]
    [InlineData(HelloMessage.NoiseXkHybrid, SandboxTier.GVisor)]
    [InlineData(HelloMessage.NoiseXkHybrid, SandboxTier.Firecracker)]
    public void A_hello_is_read_back(byte suite, SandboxTier tier)
    {
        var hello = new HelloMessage(suite, tier, 0b1010);
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, HelloMessage.Size)];
        hello.Write(bytes);
        Assert.Equal(FrameError.None, HelloMessage.TryRead(bytes, out HelloMessage read));
        Assert.Equal(hello, read);
    }

    [Fact]
    public void Bit_n_offers_suite_n()
    {
        var hello = new HelloMessage(HelloMessage.NoiseXk, SandboxTier.Docker, 0b1000_0000_0000_1010);
        Assert.Equal([1, 3, 15], Enumerable.Range(-40, 100).Where(hello.Offers));
    }

    [Fact]
    public void Offers_of_later_suites_are_no_error() =>
        Assert.Equal(FrameError.None, Read(Valid.WithU16(2, 0xFFFE)));

    [Fact]
    public void Seven_bytes_are_not_a_hello() => Assert.Equal(FrameError.Truncated, Read(Valid[..7]));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void Another_handshake_suite_is_refused(byte suite) =>
        Assert.Equal(FrameError.UnsupportedVersion, Read(Valid.With(0, suite)));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(255)]
    public void Another_tier_is_refused(byte tier) =>
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.With(1, tier)));

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void Reserved_bits_must_be_zero(int bit) =>
        Assert.Equal(FrameError.ReservedNotZero, Read(Valid.WithFlippedBit(bit)));

    private static FrameError Read(byte[] bytes) => HelloMessage.TryRead(bytes, out _);
}

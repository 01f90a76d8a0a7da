namespace Symbiont.Fast.Cryptography.Tests;

public sealed class AeadSuitesTests
{
    private const ushort All = (1 << 1) | (1 << 2) | (1 << 3);

    [Theory]
    [InlineData(AeadSuite.Aegis128L, 1, 16, 16, 32, "AEGIS-128L")]
    [InlineData(AeadSuite.Aes256Gcm, 2, 32, 12, 16, "AES-256-GCM")]
    [InlineData(AeadSuite.ChaCha20Poly1305, 3, 32, 12, 16, "ChaCha20-Poly1305")]
    [InlineData(AeadSuite.Aegis256, 4, 32, 32, 32, "AEGIS-256")]
    public void Numbers_sizes_and_names_are_those_of_the_specifications(
        AeadSuite suite, byte number, int key, int nonce, int tag, string name)
    {
        Assert.Equal(number, (byte)suite);
        Assert.Equal(key, AeadSuites.KeyLength(suite));
        Assert.Equal(nonce, AeadSuites.NonceLength(suite));
        Assert.Equal(tag, AeadSuites.TagLength(suite));
        Assert.Equal(name, AeadSuites.Name(suite));
        Assert.Equal(1 << number, AeadSuites.Bit(suite));
    }

    [Fact]
    public void ChaCha_is_supported_everywhere_and_nothing_unassigned_is()
    {
        Assert.NotEqual(0, AeadSuites.SupportedHere & AeadSuites.Bit(AeadSuite.ChaCha20Poly1305));
        Assert.Equal(0, AeadSuites.SupportedHere & ~All);
        Assert.Equal(
            NSec.Cryptography.Aes256Gcm.IsSupported,
            (AeadSuites.SupportedHere & AeadSuites.Bit(AeadSuite.Aes256Gcm)) != 0);
    }

    [Theory]
    [InlineData(All, All, AeadSuite.Aegis128L)]
    [InlineData(All, 0b1100, AeadSuite.Aes256Gcm)]
    [InlineData(0b1100, All, AeadSuite.Aes256Gcm)]
    [InlineData(0b1010, 0b1100, AeadSuite.ChaCha20Poly1305)]
    [InlineData(0xFFFF, 0xFFFF, AeadSuite.Aegis128L)]
    public void The_best_common_suite_is_chosen(ushort offered, ushort accepted, AeadSuite expected)
    {
        bool unsupported = (AeadSuites.SupportedHere & AeadSuites.Bit(expected)) == 0;
        Assert.SkipWhen(unsupported, "This processor has no AES instructions.");
        Assert.True(AeadSuites.TryChoose(offered, accepted, out AeadSuite suite));
        Assert.Equal(expected, suite);
    }

    [Theory]
    [InlineData(0, All)]
    [InlineData(All, 0)]
    [InlineData(0b0010, 0b1100)]
    [InlineData(0b1111_0000_0001_0001, 0xFFFF)]
    public void Nothing_in_common_is_no_choice(ushort offered, ushort accepted) =>
        Assert.False(AeadSuites.TryChoose(offered, accepted, out _));
}

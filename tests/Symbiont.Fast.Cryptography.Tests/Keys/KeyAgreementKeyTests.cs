namespace Symbiont.Fast.Cryptography.Tests;

public sealed class KeyAgreementKeyTests
{
    [Theory]
    [InlineData(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    public void Scalars_and_points_give_the_products_of_Rfc_7748(string scalar, string point, string product)
    {
        using KeyAgreementKey key = KeyAgreementKey.FromSeed(Convert.FromHexString(scalar));
        byte[] shared = new byte[32];
        Assert.True(key.TryAgree(Convert.FromHexString(point), shared));
        Assert.Equal(product, Convert.ToHexStringLower(shared));
    }

    [Fact]
    public void Alice_and_Bob_of_Rfc_7748_agree()
    {
        using KeyAgreementKey alice = KeyAgreementKey.FromSeed(
            Convert.FromHexString("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        using KeyAgreementKey bob = KeyAgreementKey.FromSeed(
            Convert.FromHexString("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        Assert.Equal(
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            Convert.ToHexStringLower(alice.PublicKey));
        Assert.Equal(
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
            Convert.ToHexStringLower(bob.PublicKey));

        byte[] shared = Convert.FromHexString("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        byte[] ofAlice = new byte[32];
        byte[] ofBob = new byte[32];
        Assert.True(alice.TryAgree(bob.PublicKey, ofAlice));
        Assert.True(bob.TryAgree(alice.PublicKey, ofBob));
        Assert.Equal(shared, ofAlice);
        Assert.Equal(shared, ofBob);
    }

    [Theory]
    [MemberData(nameof(SmallOrderTests.Points), MemberType = typeof(SmallOrderTests))]
    public void Points_of_small_order_give_no_secret(string point)
    {
        using KeyAgreementKey key = KeyAgreementKey.Generate();
        Assert.False(key.TryAgree(Convert.FromHexString(point), new byte[32]));
    }

    [Fact]
    public void An_exported_seed_gives_the_same_key_back()
    {
        using KeyAgreementKey key = KeyAgreementKey.Generate();
        byte[] seed = new byte[32];
        key.ExportSeed(seed);
        using KeyAgreementKey again = KeyAgreementKey.FromSeed(seed);
        Assert.Equal(key.PublicKey, again.PublicKey);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Keys_of_another_length_are_refused(int length)
    {
        using KeyAgreementKey key = KeyAgreementKey.Generate();
        Assert.False(key.TryAgree(new byte[length], new byte[32]));
        Assert.Throws<ArgumentException>(() => KeyAgreementKey.FromSeed(new byte[length]));
        Assert.Throws<ArgumentException>(() => key.ExportSeed(new byte[length]));
    }
}

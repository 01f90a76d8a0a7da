using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

public sealed class OperatorKeyTests
{
    [Fact]
    public void A_certificate_holds_key_and_validity_under_the_operators_signature()
    {
        using SigningKey issuer = SigningKey.Generate();
        using var operatorKey = new OperatorKey(SigningKey.Generate());
        byte[] certificate = operatorKey.CertifyIssuer(issuer.PublicKey, -5, 7);

        Assert.Equal(CredentialLayout.IssuerCertificateSize, certificate.Length);
        Assert.Equal(issuer.PublicKey, certificate.AsSpan(0, 32));
        Assert.Equal(-5, BinaryPrimitives.ReadInt64LittleEndian(certificate.AsSpan(32)));
        Assert.Equal(7, BinaryPrimitives.ReadInt64LittleEndian(certificate.AsSpan(40)));
        Assert.True(Chain.Verifies(
            operatorKey.PublicKey, "symbiont.fast issuer 1"u8, certificate.AsSpan(0, 48), certificate.AsSpan(48)));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    public void A_validity_that_ends_before_it_starts_throws(long notBefore, long notAfter)
    {
        using SigningKey issuer = SigningKey.Generate();
        using var operatorKey = new OperatorKey(SigningKey.Generate());
        Assert.Throws<ArgumentException>(() => operatorKey.CertifyIssuer(issuer.PublicKey, notBefore, notAfter));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_throws(int length)
    {
        using var operatorKey = new OperatorKey(SigningKey.Generate());
        Assert.Throws<ArgumentException>(() => operatorKey.CertifyIssuer(new byte[length], 1, 2));
    }
}

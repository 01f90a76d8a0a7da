using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>A revocation list is believed when its chain holds, its issuer is in force and its number grows.</summary>
public sealed class RevocationVerifierTests : IDisposable
{
    private const long Start = 1_000;
    private const long End = 9_000;
    private const long Now = 2_000;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly RevocationVerifier _verifier;

    public RevocationVerifierTests()
    {
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, Start, End));
        _verifier = new RevocationVerifier(_operator.PublicKey);
    }

    [Fact]
    public void A_list_names_what_it_revokes_and_nothing_else()
    {
        byte[] list = _issuer.SignRevocations(3, Now, [7, 9, ulong.MaxValue]);

        Assert.Equal(RevocationVerdict.Accepted, _verifier.Verify(list, Now, 2, out RevokedSerials? revoked));
        Assert.NotNull(revoked);
        Assert.Equal((3UL, Now, 3), (revoked.Number, revoked.IssuedAt, revoked.Count));
        Assert.True(revoked.Contains(7) && revoked.Contains(9) && revoked.Contains(ulong.MaxValue));
        Assert.False(revoked.Contains(0) || revoked.Contains(8) || revoked.Contains(ulong.MaxValue - 1));
    }

    [Fact]
    public void A_list_that_revokes_nothing_is_accepted()
    {
        byte[] list = _issuer.SignRevocations(1, Now, []);

        Assert.Equal(RevocationVerdict.Accepted, _verifier.Verify(list, Now, 0, out RevokedSerials? revoked));
        Assert.Equal(0, revoked?.Count);
    }

    [Theory]
    [InlineData(6, RevocationVerdict.NumberWentBack)]
    [InlineData(5, RevocationVerdict.Repeated)]
    [InlineData(4, RevocationVerdict.Accepted)]
    public void A_list_whose_number_does_not_grow_changes_nothing(ulong newest, RevocationVerdict expected)
    {
        byte[] list = _issuer.SignRevocations(5, Now, [1]);

        Assert.Equal(expected, _verifier.Verify(list, Now, newest, out RevokedSerials? revoked));
        Assert.Equal(expected == RevocationVerdict.Accepted, revoked is not null);
    }

    [Fact]
    public void A_list_with_any_bit_flipped_is_refused()
    {
        byte[] list = _issuer.SignRevocations(5, Now, [1, 2]);
        for (int bit = 0; bit < list.Length * 8; bit++)
        {
            byte[] changed = [.. list];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(RevocationVerdict.Accepted, _verifier.Verify(changed, Now, 0, out RevokedSerials? revoked));
            Assert.Null(revoked);
        }
    }

    [Fact]
    public void A_list_of_another_operator_is_refused()
    {
        using var stranger = new OperatorKey(SigningKey.Generate());
        SigningKey key = SigningKey.Generate();
        using var issuer = new CredentialIssuer(key, stranger.CertifyIssuer(key.PublicKey, Start, End));

        RevocationVerdict verdict = _verifier.Verify(issuer.SignRevocations(1, Now, [1]), Now, 0, out _);

        Assert.Equal(RevocationVerdict.Unauthentic, verdict);
    }

    [Theory]
    [InlineData(Start - 1)]
    [InlineData(End)]
    public void A_list_of_an_issuer_out_of_force_is_refused(long now)
    {
        byte[] list = _issuer.SignRevocations(1, Now, [1]);

        Assert.Equal(RevocationVerdict.IssuerOutOfForce, _verifier.Verify(list, now, 0, out _));
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _operator.Dispose();
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>A credential is renewed from half of its validity on, by its own key, for the same name and keys.</summary>
public sealed class RenewalTests : IDisposable
{
    private static readonly TimeSpan s_half = TimeSpan.FromMinutes(30);

    private readonly TestAuthority _authority = new();
    private readonly TestAgent _agent = new();
    private readonly ulong _serial;

    public RenewalTests() => _serial = _authority.Enrol(_agent);

    [Fact]
    public void A_renewed_credential_has_the_same_name_rights_and_keys_and_another_serial()
    {
        _authority.Clock.Advance(s_half);

        AuthorityStatus status = _authority.Ask(_agent.Renew(_serial, _authority.Now), out byte[] credential);

        Assert.Equal(AuthorityStatus.Done, status);
        VerifiedCredential renewed = _authority.Read(credential);
        Assert.NotEqual(_serial, renewed.Serial);
        Assert.Equal(TestAuthority.Alice, renewed.Identity.Name);
        Assert.Equal(TestAuthority.Granted.Capabilities, renewed.Identity.Capabilities);
        Assert.Equal(_agent.Signing.PublicKey, renewed.SigningKey.Bytes);
        Assert.Equal(_agent.Static.PublicKey, renewed.StaticKey);
        Assert.Equal(_authority.Now + TestAuthority.Hour, renewed.NotAfter);
    }

    [Fact]
    public void Before_half_of_the_validity_nothing_is_renewed()
    {
        _authority.Clock.Advance(TimeSpan.FromMinutes(29));

        Assert.Equal(AuthorityStatus.TooEarly, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
    }

    [Fact]
    public void A_lost_response_is_sent_again_to_who_asks_with_the_old_serial()
    {
        _authority.Clock.Advance(s_half);
        _authority.Ask(_agent.Renew(_serial, _authority.Now), out byte[] lost);

        _authority.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(AuthorityStatus.TooEarly, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
        _authority.Clock.Advance(TimeSpan.FromSeconds(1));
        AuthorityStatus status = _authority.Ask(_agent.Renew(_serial, _authority.Now), out byte[] again);

        Assert.Equal(AuthorityStatus.Done, status);
        Assert.Equal(lost, again);
    }

    [Fact]
    public void A_replayed_renewal_is_refused_also_after_a_restart()
    {
        _authority.Clock.Advance(s_half);
        byte[] request = _agent.Renew(_serial, _authority.Now);
        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request));

        Assert.Equal(AuthorityStatus.Replayed, _authority.Ask(request));
        _authority.Restart();
        Assert.Equal(AuthorityStatus.Replayed, _authority.Ask(request));
        Assert.Equal(AuthorityStatus.Replayed, _authority.Ask(_agent.Renew(_serial, _authority.Now - 1)));
    }

    [Fact]
    public void A_renewal_signed_with_other_keys_is_refused()
    {
        _authority.Clock.Advance(s_half);
        using SigningKey other = SigningKey.Generate();

        Assert.Equal(
            AuthorityStatus.Unauthenticated, _authority.Ask(_agent.Renew(_serial, _authority.Now, signer: other)));
    }

    [Fact]
    public void Another_agents_serial_is_refused()
    {
        using var bob = new TestAgent();
        ulong serial = _authority.Enrol(
            bob,
            new AgentIdentity(
                AgentName.Create("symbiont.local", SandboxTier.Docker, "bob"), SecurityLevel.Public, []));
        _authority.Clock.Advance(s_half);

        Assert.Equal(AuthorityStatus.Unauthenticated, _authority.Ask(_agent.Renew(serial, _authority.Now)));
    }

    [Theory]
    [InlineData(-31)]
    [InlineData(31)]
    public void A_time_too_far_from_the_authoritys_clock_is_refused(int seconds)
    {
        _authority.Clock.Advance(s_half);
        long time = _authority.Now + (seconds * TestAuthority.Second);

        Assert.Equal(AuthorityStatus.TimeOutOfRange, _authority.Ask(_agent.Renew(_serial, time)));
        Assert.Equal(AuthorityStatus.TimeOutOfRange, _authority.Ask(_agent.Renew(_serial, long.MaxValue)));
        Assert.Equal(AuthorityStatus.TimeOutOfRange, _authority.Ask(_agent.Renew(_serial, long.MinValue)));
    }

    [Fact]
    public void A_revoked_credential_is_not_renewed()
    {
        _authority.Clock.Advance(s_half);
        Assert.Equal(AuthorityStatus.Done, _authority.Revoke(TestAuthority.Alice));

        Assert.Equal(AuthorityStatus.Revoked, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
        _authority.Restart();
        Assert.Equal(AuthorityStatus.Revoked, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
    }

    [Fact]
    public void An_expired_credential_is_not_renewed_and_later_unknown()
    {
        _authority.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(AuthorityStatus.Expired, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
        _authority.Service.Maintain();
        Assert.Equal(AuthorityStatus.Unknown, _authority.Ask(_agent.Renew(_serial, _authority.Now)));
        Assert.Empty(_authority.Directory());
    }

    [Fact]
    public void Another_tiers_socket_is_refused()
    {
        _authority.Clock.Advance(s_half);
        byte[] request = _agent.Renew(_serial, _authority.Now);

        Assert.Equal(
            AuthorityStatus.WrongSocket, _authority.Ask(request, AuthorityRole.Sandbox(SandboxTier.Firecracker)));
    }

    [Fact]
    public void Near_the_issuers_end_nothing_is_gained_by_renewing_and_nothing_is_renewed()
    {
        using var ending = new TestAuthority(issuerValidity: TestAuthority.Hour / 2);
        using var agent = new TestAgent();
        ulong serial = ending.Enrol(agent);
        ending.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(AuthorityStatus.IssuerExpired, ending.Ask(agent.Renew(serial, ending.Now)));
    }

    public void Dispose()
    {
        _agent.Dispose();
        _authority.Dispose();
    }
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>Who holds a token gets one credential, for what the token grants, once.</summary>
public sealed class EnrolmentTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAgent _agent = new();

    [Fact]
    public void A_token_and_a_proof_of_the_key_get_a_credential_for_an_hour()
    {
        using BootstrapToken token = _authority.MakeToken();

        AuthorityStatus status = _authority.Ask(_agent.Enrol(token, TestAuthority.Granted), out byte[] credential);

        Assert.Equal(AuthorityStatus.Done, status);
        VerifiedCredential verified = _authority.Read(credential);
        Assert.Equal(TestAuthority.Alice, verified.Identity.Name);
        Assert.Equal(SecurityLevel.Confidential, verified.Identity.SecurityClearance);
        Assert.Equal([Capability.RpcCall, Capability.ControlSend], verified.Identity.Capabilities);
        Assert.Equal(_agent.Signing.PublicKey, verified.SigningKey.Bytes);
        Assert.Equal(_agent.Static.PublicKey, verified.StaticKey);
        Assert.Equal(_authority.Now + TestAuthority.Hour, verified.NotAfter);
        Assert.Equal(_authority.Now - (30 * TestAuthority.Second), verified.NotBefore);
    }

    [Fact]
    public void Less_than_the_token_grants_may_be_asked_for()
    {
        using BootstrapToken token = _authority.MakeToken();
        var modest = new AgentIdentity(TestAuthority.Alice, SecurityLevel.Public, [Capability.RpcCall]);

        Assert.Equal(AuthorityStatus.Done, _authority.Ask(_agent.Enrol(token, modest), out byte[] credential));
        Assert.Equal(SecurityLevel.Public, _authority.Read(credential).Identity.SecurityClearance);
        Assert.Equal([Capability.RpcCall], _authority.Read(credential).Identity.Capabilities);
    }

    [Fact]
    public void A_replayed_enrolment_is_refused_also_after_a_restart()
    {
        using BootstrapToken token = _authority.MakeToken();
        byte[] request = _agent.Enrol(token, TestAuthority.Granted);
        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request));

        Assert.Equal(AuthorityStatus.TokenUsed, _authority.Ask(request));
        _authority.Restart();
        Assert.Equal(AuthorityStatus.TokenUsed, _authority.Ask(request));
        Assert.Equal(1, _authority.Counter("refused_token_used"));
    }

    [Fact]
    public void A_token_works_after_a_restart()
    {
        using BootstrapToken token = _authority.MakeToken();
        _authority.Restart();

        Assert.Equal(AuthorityStatus.Done, _authority.Ask(_agent.Enrol(token, TestAuthority.Granted)));
    }

    [Fact]
    public void A_wrong_HMAC_is_refused_and_the_token_stays_good()
    {
        using BootstrapToken token = _authority.MakeToken();
        using BootstrapToken other = BootstrapToken.Generate();
        byte[] forged = _agent.Enrol(token, TestAuthority.Granted, macToken: other);

        Assert.Equal(AuthorityStatus.Unauthenticated, _authority.Ask(forged));
        Assert.Equal(AuthorityStatus.Done, _authority.Ask(_agent.Enrol(token, TestAuthority.Granted)));
    }

    [Fact]
    public void An_unknown_token_is_refused()
    {
        using BootstrapToken token = BootstrapToken.Generate();

        Assert.Equal(AuthorityStatus.Unauthenticated, _authority.Ask(_agent.Enrol(token, TestAuthority.Granted)));
    }

    [Fact]
    public void A_key_that_the_agent_does_not_have_is_refused()
    {
        using BootstrapToken token = _authority.MakeToken();
        using SigningKey other = SigningKey.Generate();

        Assert.Equal(
            AuthorityStatus.Unauthenticated, _authority.Ask(_agent.Enrol(token, TestAuthority.Granted, signer: other)));
    }

    [Fact]
    public void An_expired_token_is_refused_and_later_forgotten()
    {
        using BootstrapToken token = _authority.MakeToken(lifetime: 60 * TestAuthority.Second);
        byte[] request = _agent.Enrol(token, TestAuthority.Granted);
        _authority.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(AuthorityStatus.TokenExpired, _authority.Ask(request));
        _authority.Clock.Advance(TimeSpan.FromDays(1));
        _authority.Service.Maintain();
        Assert.Equal(AuthorityStatus.Unauthenticated, _authority.Ask(request));
    }

    [Fact]
    public void A_token_for_another_name_is_refused()
    {
        using BootstrapToken token = _authority.MakeToken();
        var other = new AgentIdentity(
            AgentName.Create("symbiont.local", SandboxTier.Docker, "mallory"), SecurityLevel.Public, []);

        Assert.Equal(AuthorityStatus.NotGranted, _authority.Ask(_agent.Enrol(token, other)));
    }

    [Fact]
    public void More_clearance_or_capabilities_than_granted_are_refused()
    {
        using BootstrapToken token = _authority.MakeToken();
        var cleared = new AgentIdentity(TestAuthority.Alice, SecurityLevel.Secret, []);
        var capable = new AgentIdentity(TestAuthority.Alice, SecurityLevel.Public, [Capability.RpcServe]);

        Assert.Equal(AuthorityStatus.NotGranted, _authority.Ask(_agent.Enrol(token, cleared)));
        Assert.Equal(AuthorityStatus.NotGranted, _authority.Ask(_agent.Enrol(token, capable)));
    }

    [Fact]
    public void Another_tiers_socket_is_refused()
    {
        using BootstrapToken token = _authority.MakeToken();
        byte[] request = _agent.Enrol(token, TestAuthority.Granted);

        Assert.Equal(
            AuthorityStatus.WrongSocket, _authority.Ask(request, AuthorityRole.Sandbox(SandboxTier.GVisor)));
        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request, AuthorityRole.Sandbox(SandboxTier.Docker)));
    }

    [Fact]
    public void Enrolling_a_name_anew_revokes_what_it_had()
    {
        ulong first = _authority.Enrol(_agent);
        using var successor = new TestAgent();
        ulong second = _authority.Enrol(successor);

        Assert.True(_authority.PublishedList().Contains(first));
        Assert.False(_authority.PublishedList().Contains(second));
        Assert.Single(_authority.Directory());
    }

    [Fact]
    public void A_full_directory_refuses_newcomers_and_keeps_the_token()
    {
        using var small = new TestAuthority(change: options => options with { MaxAgents = 1 });
        small.Enrol(_agent);
        var bob = new AgentIdentity(
            AgentName.Create("symbiont.local", SandboxTier.Docker, "bob"), SecurityLevel.Public, []);
        using var newcomer = new TestAgent();
        using BootstrapToken token = small.MakeToken(bob);

        Assert.Equal(AuthorityStatus.Full, small.Ask(newcomer.Enrol(token, bob)));
        Assert.Equal(AuthorityStatus.Done, small.Revoke(TestAuthority.Alice));
        Assert.Equal(AuthorityStatus.Done, small.Ask(newcomer.Enrol(token, bob)));
    }

    [Fact]
    public void A_full_table_of_tokens_refuses_another()
    {
        using var small = new TestAuthority(change: options => options with { MaxTokens = 1 });
        small.MakeToken().Dispose();

        byte[] request = TokenRequest.Compose(TestAuthority.Granted, TestAuthority.Second);
        Assert.Equal(AuthorityStatus.Full, small.AskOperator(AuthorityRequestKind.MakeToken, request, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(8L * 24 * 3600 * 1_000_000_000)]
    public void A_token_without_a_sensible_lifetime_is_not_made(long lifetime)
    {
        byte[] request = TokenRequest.Compose(TestAuthority.Granted, lifetime);
        Assert.Equal(
            AuthorityStatus.Malformed, _authority.AskOperator(AuthorityRequestKind.MakeToken, request, out _));
    }

    [Fact]
    public void An_issuer_out_of_force_issues_nothing()
    {
        using var ending = new TestAuthority(issuerValidity: TestAuthority.Second);
        using BootstrapToken token = ending.MakeToken();
        ending.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AuthorityStatus.IssuerExpired, ending.Ask(_agent.Enrol(token, TestAuthority.Granted)));
    }

    [Theory]
    [InlineData(AuthorityRequestKind.MakeToken)]
    [InlineData(AuthorityRequestKind.Revoke)]
    [InlineData(AuthorityRequestKind.Directory)]
    public void A_sandbox_is_not_served_what_the_operator_is(AuthorityRequestKind kind)
    {
        byte[] body = kind == AuthorityRequestKind.MakeToken
            ? TokenRequest.Compose(TestAuthority.Granted, TestAuthority.Second)
            : new AgentSelector(TestAuthority.Alice, 0).Compose();

        Assert.Equal(AuthorityStatus.WrongSocket, _authority.Ask(AuthorityHeader.Compose((byte)kind, body)));
    }

    public void Dispose()
    {
        _agent.Dispose();
        _authority.Dispose();
    }
}

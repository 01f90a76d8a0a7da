using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>The agent's side: enrols, renews at half of the validity, and says when it cannot.</summary>
public sealed class CredentialRenewalTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly List<string> _failures = [];
    private bool _isAway;
    private int _asked;

    [Fact]
    public async Task An_enrolled_agent_renews_at_half_of_the_validity_and_not_before()
    {
        using AgentBundle bundle = await EnrolAsync();
        await using CredentialRenewal renewal = Renewal(bundle);
        byte[] first = bundle.Credential;

        _authority.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(RenewalStep.Waiting, await renewal.StepAsync(TestContext.Current.CancellationToken));
        _authority.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(RenewalStep.Renewed, await renewal.StepAsync(TestContext.Current.CancellationToken));

        Assert.NotEqual(first, bundle.Credential);
        Assert.Equal(_authority.Now + TestAuthority.Hour, bundle.NotAfter);
        Assert.Equal(RenewalStep.Waiting, await renewal.StepAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Failures_are_repeated_with_growing_waits_that_are_bounded()
    {
        using AgentBundle bundle = await EnrolAsync();
        await using CredentialRenewal renewal = Renewal(bundle);
        _isAway = true;
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));
        var waits = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(RenewalStep.Failed, await renewal.StepAsync(TestContext.Current.CancellationToken));
            Assert.Equal(RenewalStep.Waiting, await renewal.StepAsync(TestContext.Current.CancellationToken));
            long wait = renewal.NextAttempt - _authority.Now;
            waits.Add(wait / (double)TestAuthority.Second);
            _authority.Clock.Advance(TimeSpan.FromTicks(wait / 100));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], waits);
        _isAway = false;
        Assert.Equal(RenewalStep.Renewed, await renewal.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(8, _failures.Count);
    }

    [Fact]
    public async Task At_the_end_of_the_validity_it_gives_up_loudly()
    {
        using AgentBundle bundle = await EnrolAsync();
        await using CredentialRenewal renewal = Renewal(bundle);
        _isAway = true;
        _authority.Clock.Advance(TimeSpan.FromHours(1));
        int before = _asked;

        Assert.Equal(RenewalStep.Ended, await renewal.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(RenewalStep.Ended, await renewal.StepAsync(TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<AuthorityRefusedException>(() => renewal.Ended);
        Assert.Equal(["the credential's validity ended before it was renewed"], _failures);
        Assert.Equal(before, _asked);
    }

    [Fact]
    public async Task A_revoked_agent_stops_asking()
    {
        using AgentBundle bundle = await EnrolAsync();
        await using CredentialRenewal renewal = Renewal(bundle);
        _authority.Revoke(TestAuthority.Alice);
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(RenewalStep.Ended, await renewal.StepAsync(TestContext.Current.CancellationToken));

        AuthorityRefusedException end = await Assert.ThrowsAsync<AuthorityRefusedException>(() => renewal.Ended);
        Assert.Equal(AuthorityStatus.Revoked, end.Status);
    }

    [Fact]
    public async Task An_answer_from_another_operators_authority_is_not_believed()
    {
        using AgentBundle bundle = await EnrolAsync();
        using var stranger = new TestAuthority();
        using var agent = new TestAgent();
        stranger.Enrol(agent);
        byte[] foreign = AuthorityHeader.Compose(0, stranger.Directory()[0]);
        await using var renewal = new CredentialRenewal(
            bundle, (_, _) => Task.FromResult(foreign), new RenewalOptions { Clock = _authority.Clock });
        byte[] first = bundle.Credential;
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(RenewalStep.Failed, await renewal.StepAsync(TestContext.Current.CancellationToken));
        Assert.Same(first, bundle.Credential);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 8, 0, 0, 0, 1, 0, 0, 0 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 1, 0, 0, 0 })]
    [InlineData(new byte[] { 16, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    public async Task An_answer_that_is_none_is_a_failure_like_any_other(byte[] answer)
    {
        using AgentBundle bundle = await EnrolAsync();
        await using var renewal = new CredentialRenewal(
            bundle, (_, _) => Task.FromResult(answer.ToArray()), new RenewalOptions { Clock = _authority.Clock });
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(RenewalStep.Failed, await renewal.StepAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_credential_for_other_keys_is_no_answer_to_an_enrolment()
    {
        using var other = new TestAgent();
        _authority.Enrol(other);
        byte[] foreign = AuthorityHeader.Compose(0, _authority.Directory()[0]);
        var enrolment = new Enrolment(_authority.OperatorKey, new byte[32]) { Clock = _authority.Clock };
        using BootstrapToken token = _authority.MakeToken();

        await Assert.ThrowsAsync<AuthorityRefusedException>(() => enrolment.EnrolAsync(
            (_, _) => Task.FromResult(foreign), token, TestAuthority.Granted, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_agent_whose_clock_stood_still_believes_its_new_credential()
    {
        using BootstrapToken token = _authority.MakeToken();
        var enrolment = new Enrolment(_authority.OperatorKey, new byte[32])
        {
            Clock = new ManualClock(TestAuthority.Start - (72 * TestAuthority.Hour)),
        };

        using AgentBundle bundle = await enrolment.EnrolAsync(
            Exchange, token, TestAuthority.Granted, TestContext.Current.CancellationToken);

        Assert.Equal(TestAuthority.Alice, bundle.Name);
    }

    [Fact]
    public async Task An_agent_whose_clock_is_ahead_does_not()
    {
        using BootstrapToken token = _authority.MakeToken();
        var enrolment = new Enrolment(_authority.OperatorKey, new byte[32])
        {
            Clock = new ManualClock(TestAuthority.Start + (2 * TestAuthority.Hour)),
        };

        await Assert.ThrowsAsync<AuthorityRefusedException>(() => enrolment.EnrolAsync(
            Exchange, token, TestAuthority.Granted, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _authority.Dispose();

    private Task<byte[]> Exchange(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        _asked++;
        return _isAway
            ? Task.FromException<byte[]>(new IOException("away"))
            : Task.FromResult(_authority.Service.Handle(request.Span, AuthorityRole.Sandbox()));
    }

    private async Task<AgentBundle> EnrolAsync()
    {
        using BootstrapToken token = _authority.MakeToken();
        var enrolment = new Enrolment(_authority.OperatorKey, new byte[32]) { Clock = _authority.Clock };
        return await enrolment.EnrolAsync(Exchange, token, TestAuthority.Granted);
    }

    private CredentialRenewal Renewal(AgentBundle bundle)
    {
        var renewal = new CredentialRenewal(bundle, Exchange, new RenewalOptions { Clock = _authority.Clock });
        renewal.Failed += failure => _failures.Add(failure.Message);
        return renewal;
    }
}

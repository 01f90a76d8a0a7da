using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>What is revoked is on a list whose number grows, until its validity would have been over anyway.</summary>
public sealed class RevocationTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAgent _agent = new();

    [Fact]
    public void A_revoked_name_is_on_the_list_with_all_its_serials_and_out_of_the_directory()
    {
        ulong first = _authority.Enrol(_agent);
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));
        _authority.Ask(_agent.Renew(first, _authority.Now), out byte[] credential);
        ulong second = _authority.Read(credential).Serial;

        Assert.Equal(AuthorityStatus.Done, _authority.Revoke(TestAuthority.Alice));

        RevokedSerials list = _authority.PublishedList();
        Assert.True(list.Contains(first) && list.Contains(second));
        Assert.Equal(2, list.Count);
        Assert.Empty(_authority.Directory());
    }

    [Fact]
    public void A_serial_stands_for_its_agent()
    {
        ulong first = _authority.Enrol(_agent);
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));
        _authority.Ask(_agent.Renew(first, _authority.Now), out byte[] credential);

        Assert.Equal(AuthorityStatus.Done, _authority.Revoke(null, first));

        Assert.True(_authority.PublishedList().Contains(_authority.Read(credential).Serial));
    }

    [Fact]
    public void A_serial_that_was_issued_elsewhere_is_revoked_alone()
    {
        _authority.Enrol(_agent);

        Assert.Equal(AuthorityStatus.Done, _authority.Revoke(null, 77));

        Assert.True(_authority.PublishedList().Contains(77));
        Assert.Equal(1, _authority.PublishedList().Count);
        Assert.Single(_authority.Directory());
    }

    [Fact]
    public void Revoking_a_name_ends_its_open_tokens()
    {
        using BootstrapToken token = _authority.MakeToken();
        Assert.Equal(AuthorityStatus.Done, _authority.Revoke(TestAuthority.Alice));

        Assert.Equal(AuthorityStatus.TokenUsed, _authority.Ask(_agent.Enrol(token, TestAuthority.Granted)));
    }

    [Fact]
    public void An_unknown_name_is_said_to_be_unknown()
    {
        Assert.Equal(AuthorityStatus.Unknown, _authority.Revoke(TestAuthority.Alice));
        Assert.Equal(AuthorityStatus.Malformed, _authority.Revoke(null));
    }

    [Fact]
    public void The_lists_number_grows_with_every_list_also_across_restarts()
    {
        _authority.Service.Maintain();
        ulong start = _authority.PublishedList().Number;
        _authority.Revoke(null, 5);
        ulong revoked = _authority.PublishedList().Number;
        _authority.Restart();
        _authority.Service.Maintain();
        ulong restarted = _authority.PublishedList().Number;
        _authority.Clock.Advance(TimeSpan.FromMinutes(5));
        _authority.Service.Maintain();
        ulong refreshed = _authority.PublishedList().Number;

        Assert.True(start < revoked && revoked < restarted && restarted < refreshed);
        Assert.True(_authority.PublishedList().Contains(5));
        Assert.Equal(_authority.Now, _authority.PublishedList().IssuedAt);
    }

    [Fact]
    public void Nothing_is_published_while_nothing_changes()
    {
        _authority.Service.Maintain();
        ulong number = _authority.PublishedList().Number;
        _authority.Clock.Advance(TimeSpan.FromSeconds(1));
        _authority.Service.Maintain();

        Assert.Equal(number, _authority.PublishedList().Number);
    }

    [Fact]
    public void A_serial_leaves_the_list_when_its_validity_is_over()
    {
        ulong serial = _authority.Enrol(_agent);
        _authority.Revoke(TestAuthority.Alice);
        Assert.True(_authority.PublishedList().Contains(serial));

        _authority.Clock.Advance(TimeSpan.FromHours(1));
        _authority.Service.Maintain();

        Assert.False(_authority.PublishedList().Contains(serial));
        Assert.Equal(0, _authority.PublishedList().Count);
    }

    [Fact]
    public void A_full_list_refuses_and_keeps_what_it_has()
    {
        using var small = new TestAuthority(change: options => options with { MaxRevoked = 1 });
        Assert.Equal(AuthorityStatus.Done, small.Revoke(null, 1));

        Assert.Equal(AuthorityStatus.Full, small.Revoke(null, 2));
        Assert.Equal(AuthorityStatus.Done, small.Revoke(null, 1));
        Assert.True(small.PublishedList().Contains(1));
        Assert.Equal(1, small.Counter("refused_full"));
    }

    [Fact]
    public void The_list_is_readable_by_all_and_the_state_by_its_owner()
    {
        _authority.Revoke(null, 1);

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(
            Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(_authority.ListPath));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(_authority.Root, "authority.state")));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(_authority.Root));
    }

    [Fact]
    public void The_directory_goes_on_after_a_name()
    {
        foreach (string id in new[] { "c", "a", "b" })
        {
            using var agent = new TestAgent();
            _authority.Enrol(agent, Named(id));
        }

        Assert.Equal(["a", "b", "c"], Ids(_authority.Directory()));
        Assert.Equal(["c"], Ids(_authority.Directory(Named("b").Name)));
    }

    public void Dispose()
    {
        _agent.Dispose();
        _authority.Dispose();
    }

    private static AgentIdentity Named(string id) =>
        new(AgentName.Create("symbiont.local", SandboxTier.Docker, id), SecurityLevel.Public, []);

    private string[] Ids(IEnumerable<byte[]> credentials) =>
        [.. credentials.Select(credential => _authority.Read(credential).Identity.Name.AgentId)];
}

using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>What the authority answered is on the disk; what is not on the disk, it does not answer.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAgent _agent = new();

    [Fact]
    public void A_failing_disk_is_said_and_the_request_may_be_repeated()
    {
        using BootstrapToken token = _authority.MakeToken();
        byte[] request = _agent.Enrol(token, TestAuthority.Granted);

        // A folder stands where the new state would be written.
        string blocked = Path.Combine(_authority.Root, "authority.state.new");
        Directory.CreateDirectory(blocked);
        Assert.Equal(AuthorityStatus.Internal, _authority.Ask(request));
        Assert.Empty(_authority.Directory());
        Assert.Contains(_authority.Reports, report => report.Action == AuthorityAction.WriteFailed);

        Directory.Delete(blocked);
        Assert.Equal(AuthorityStatus.Done, _authority.Ask(request));
    }

    [Fact]
    public void A_second_process_does_not_get_the_folder() =>
        Assert.Throws<IOException>(() => AuthorityFolder.Open(_authority.Root));

    [Fact]
    public void A_folder_that_is_open_to_others_is_not_used()
    {
        string folder = Path.Combine(Path.GetDirectoryName(_authority.Root)!, "open");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);

        Assert.Throws<UnauthorizedAccessException>(() => AuthorityFolder.Open(folder));
    }

    [Fact]
    public void A_state_that_is_open_to_others_is_not_used()
    {
        _authority.MakeToken().Dispose();
        File.SetUnixFileMode(
            Path.Combine(_authority.Root, "authority.state"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Throws<UnauthorizedAccessException>(_authority.Restart);
    }

    [Fact]
    public void A_damaged_state_stops_the_authority_instead_of_letting_used_tokens_work_again()
    {
        _authority.MakeToken().Dispose();
        string path = Path.Combine(_authority.Root, "authority.state");
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in new[] { 0, 1, 26, 60, whole.Length - 1 })
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<InvalidDataException>(_authority.Restart);
        }

        whole[40] ^= 1;
        File.WriteAllBytes(path, whole);
        Assert.Throws<InvalidDataException>(_authority.Restart);
    }

    [Fact]
    public void Everything_is_reported_and_nothing_secret_is()
    {
        using BootstrapToken token = _authority.MakeToken();
        ulong serial = _authority.Enrol(_agent);
        _authority.Clock.Advance(TimeSpan.FromMinutes(30));
        _authority.Ask(_agent.Renew(serial, _authority.Now));
        _authority.Revoke(TestAuthority.Alice);
        _authority.Ask(_agent.Renew(serial, _authority.Now));

        Assert.Equal(
            Enum.GetValues<AuthorityAction>().Except([AuthorityAction.WriteFailed]),
            _authority.Reports.Select(report => report.Action).Distinct().Order());
        byte[] secret = new byte[BootstrapToken.Size];
        token.Export(secret);
        string log = string.Join('\n', _authority.Reports);
        Assert.DoesNotContain(Convert.ToHexString(secret), log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(secret), log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_refusals_is_counted_and_not_logged()
    {
        for (int i = 0; i < 100; i++)
        {
            _authority.Ask([1, 2, 3]);
        }

        Assert.Equal(10, _authority.Reports.Count(report => report.Action == AuthorityAction.Refused));
        Assert.Equal(100, _authority.Counter("refused_malformed"));
        Assert.Equal(90, _authority.Counter("refusals_unreported"));
    }

    public void Dispose()
    {
        _agent.Dispose();
        _authority.Dispose();
    }
}

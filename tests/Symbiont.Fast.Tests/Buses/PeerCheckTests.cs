using Symbiont.Fast.Buses;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tests;

/// <summary>What a listener expects, against what the kernel says.</summary>
public sealed class PeerCheckTests
{
    private const uint User = 1000;
    private const uint Group = 100;
    private const string Container = "/system.slice/docker-4f0c.scope";

    [Theory]
    [InlineData(new uint[] { User }, new uint[0], nameof(PeerMismatch.None))]
    [InlineData(new uint[] { 7, User }, new uint[0], nameof(PeerMismatch.None))]
    [InlineData(new uint[] { 7, 0 }, new uint[0], nameof(PeerMismatch.User))]
    [InlineData(new uint[] { Group }, new uint[0], nameof(PeerMismatch.User))]
    [InlineData(new uint[0], new uint[] { 7, Group }, nameof(PeerMismatch.None))]
    [InlineData(new uint[0], new uint[] { User }, nameof(PeerMismatch.Group))]
    [InlineData(new uint[] { User }, new uint[] { Group }, nameof(PeerMismatch.None))]
    [InlineData(new uint[] { User }, new uint[] { 7 }, nameof(PeerMismatch.Group))]
    [InlineData(new uint[] { 7 }, new uint[] { Group }, nameof(PeerMismatch.User))]
    public void One_of_the_users_and_one_of_the_groups(uint[] users, uint[] groups, string expected)
    {
        var listener = new ExpectedPeer { Users = users, Groups = groups };

        Assert.Equal(expected, Check(listener, null).ToString());
    }

    [Theory]
    [InlineData(Container, Container)]
    [InlineData(Container, Container + "/init")]
    [InlineData(Container, Container + "/a/b")]
    [InlineData("/", "/")]
    [InlineData("/", "/user.slice")]
    [InlineData("/", "/..hidden")]
    public void A_control_group_and_what_is_below_it(string expected, string path) =>
        Assert.Equal(PeerMismatch.None, Check(new ExpectedPeer { ControlGroup = expected }, path));

    [Theory]
    [InlineData(Container, "/")]
    [InlineData(Container, "/system.slice")]
    [InlineData(Container, Container + "x")]
    [InlineData(Container, Container + " (deleted)")]
    [InlineData(Container, "/evil" + Container)]
    [InlineData(Container, "/System.slice/docker-4f0c.scope")]
    [InlineData(Container, "/.." + Container)]
    [InlineData(Container, "")]
    [InlineData("/", "/..")]
    [InlineData("/", "/../docker-other.scope")]
    [InlineData("/", "")]
    public void No_other_control_group(string expected, string path) =>
        Assert.Equal(PeerMismatch.ControlGroup, Check(new ExpectedPeer { ControlGroup = expected }, path));

    [Fact]
    public void A_peer_without_a_process_is_not_expected() =>
        Assert.Equal(PeerMismatch.Process, Check(new ExpectedPeer { ControlGroup = "/" }, null));

    [Fact]
    public void A_right_control_group_makes_no_right_user()
    {
        var listener = new ExpectedPeer { Users = [7], ControlGroup = Container };

        Assert.Equal(PeerMismatch.User, Check(listener, Container));
    }

    [Fact]
    public void A_peer_of_whom_the_kernel_says_nothing_is_not_expected()
    {
        using var link = new MuteConnection { ControlGroup = Container };

        Assert.Equal(
            PeerMismatch.Unknown, PeerCheck.Check(new ExpectedPeer { ControlGroup = Container }, link, out _));
        Assert.Equal(PeerMismatch.Unknown, PeerCheck.Check(new ExpectedPeer { Users = [0] }, link, out _));
    }

    private static PeerMismatch Check(ExpectedPeer expected, string? controlGroup)
    {
        using var link = new MuteConnection
        {
            Credentials = new PeerCredentials(User, Group),
            ControlGroup = controlGroup,
        };
        return PeerCheck.Check(expected, link, out _);
    }
}

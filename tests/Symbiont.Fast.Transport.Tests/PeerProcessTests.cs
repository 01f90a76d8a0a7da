using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>The kernel's word on who connected, with real processes at the other end.</summary>
public sealed class PeerProcessTests
{
    private const UnixFileMode Anybody = (UnixFileMode)0b110_110_110;
    private const UnixFileMode Enter = (UnixFileMode)0b111_101_101;
    private const string OtherUser = "nobody";

    [Fact]
    public async Task The_own_process_connects_as_the_own_user()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("unix");

        Assert.True(pair.Server.TryFindCredentials(out PeerCredentials peer));
        Assert.Equal(OwnId("Uid:"), peer.User);
        Assert.Equal(OwnId("Gid:"), peer.Group);
    }

    [Fact]
    public void Another_users_process_connects_as_that_user()
    {
        Assert.SkipUnless(OwnId("Uid:") == 0, "Only root can start a process of another user.");
        using var folder = new SocketFolder();
        File.SetUnixFileMode(Path.GetDirectoryName(folder.Path)!, Enter);
        using SocketListener listener = SocketListener.Listen(folder.EndPoint, Anybody);
        using Process child = Connect(folder.Path, OtherUser);
        using Connection server = ConnectedPair.Accept(listener);

        Assert.True(server.TryFindCredentials(out PeerCredentials peer));

        Assert.Equal((Account(2), Account(3)), (peer.User, peer.Group));
        End(child);
    }

    [Fact]
    public void A_process_is_in_the_control_group_that_the_kernel_says()
    {
        using var folder = new SocketFolder();
        using SocketListener listener = SocketListener.Listen(folder.EndPoint, Anybody);
        using Process child = Connect(folder.Path);
        using Connection server = ConnectedPair.Accept(listener);
        string[] lines = File.ReadAllLines($"/proc/{child.Id}/cgroup");
        Assert.SkipUnless(lines.Any(IsVersion2), "This host has no control groups of version 2.");

        Assert.Equal(lines.Single(IsVersion2)[3..], server.FindControlGroup());
        End(child);
    }

    [Fact]
    public void A_process_that_has_ended_since_it_connected_has_none()
    {
        using var folder = new SocketFolder();
        using SocketListener listener = SocketListener.Listen(folder.EndPoint, Anybody);
        using Process child = Connect(folder.Path);
        using Connection server = ConnectedPair.Accept(listener);
        End(child);

        Assert.Null(server.FindControlGroup());
        Assert.True(server.TryFindCredentials(out _));
    }

    [Fact]
    public void What_was_read_of_a_number_counts_only_if_its_process_still_runs()
    {
        using var folder = new SocketFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.Path));
        socket.Listen();
        using Process child = Connect(folder.Path);
        using Socket accepted = socket.Accept();
        using ProcessHandle process = SocketPeer.FindProcess(accepted)!;
        string asked = "";

        Assert.Equal("/a", ProcessControlGroup.Find(process, number =>
        {
            asked = number;
            return "/a";
        }));
        Assert.Equal($"{child.Id}", asked);

        // Between the look at the number and the answer the process ends, and another may have the number.
        string? found = ProcessControlGroup.Find(process, _ =>
        {
            End(child);
            return "/somebody-elses";
        });
        Assert.Null(found);
    }

    [Fact]
    public async Task Over_TCP_the_kernel_says_nothing()
    {
        using ConnectedPair pair = await ConnectedPair.ConnectAsync("tcp");

        Assert.False(pair.Server.TryFindCredentials(out PeerCredentials peer));
        Assert.Equal(default, peer);
        Assert.Null(pair.Server.FindControlGroup());
    }

    [Theory]
    [InlineData("/a/b", "1:name=systemd:/x", "0::/a/b")]
    [InlineData("/", "0::/")]
    [InlineData("/a:b", "0::/a:b")]
    [InlineData(null, "4:memory:/docker/a", "10::/b", "1:name=0:::/c")]
    [InlineData(null)]
    public void Only_the_hierarchy_of_version_2_counts(string? expected, params string[] lines) =>
        Assert.Equal(expected, ProcessControlGroup.Parse(lines));

    [Fact]
    public void A_host_that_does_not_tell_is_found_out_before_anybody_is_let_in()
    {
        PlatformNotSupportedException old = Assert.Throws<PlatformNotSupportedException>(
            () => PeerProcesses.ThrowIfNotTold(SocketError.ProtocolOption, hasControlGroups: true));
        Assert.Contains("Linux 6.5", old.Message, StringComparison.Ordinal);
        Assert.Throws<PlatformNotSupportedException>(
            () => PeerProcesses.ThrowIfNotTold(SocketError.SocketError, hasControlGroups: false));
        PeerProcesses.ThrowIfNotTold(SocketError.SocketError, hasControlGroups: true);
    }

    [Fact]
    public void This_host_tells()
    {
        Version kernel = Environment.OSVersion.Version;
        Assert.SkipUnless(kernel >= new Version(6, 5), $"Linux {kernel} does not tell a peer's process.");
        Assert.SkipUnless(ProcessControlGroup.Exists(), "This host has no control groups of version 2.");

        PeerProcesses.ThrowIfNotTold();
    }

    // A process that connects, says something and waits for an answer that does not come.
    private static Process Connect(string path, string? user = null)
    {
        const string Program = "/usr/bin/curl";
        Assert.SkipUnless(File.Exists(Program), $"There is no {Program} to connect with.");
        var start = new ProcessStartInfo(Program, ["--silent", "--unix-socket", path, "http://localhost/"]);
        if (user is not null)
        {
            start.UserName = user;
        }

        return Process.Start(start)!;
    }

    private static void End(Process child)
    {
        child.Kill();
        child.WaitForExit();
    }

    private static bool IsVersion2(string line) => line.StartsWith("0::", StringComparison.Ordinal);

    // proc_pid_status(5): real, effective, saved and file system id.
    private static uint OwnId(string field) => uint.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split('\t')[2],
        CultureInfo.InvariantCulture);

    // passwd(5): the user id is field 2, the primary group field 3.
    private static uint Account(int field) => uint.Parse(
        File.ReadLines("/etc/passwd").Single(line => line.StartsWith(OtherUser + ":", StringComparison.Ordinal))
            .Split(':')[field],
        CultureInfo.InvariantCulture);
}

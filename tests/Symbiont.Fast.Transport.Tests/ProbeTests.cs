using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Tests;

public sealed class ProbeTests
{
    // errno(3).
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int FamilyNotSupported = 97;

    [Fact]
    public void Sockets_that_this_suite_uses_can_be_used()
    {
        Assert.True(EchoProbe.RunUnix().Usable, EchoProbe.RunUnix().Reason);
        Assert.True(EchoProbe.RunTcp().Usable, EchoProbe.RunTcp().Reason);
        Assert.True(EchoProbe.RunHybrid().Usable, EchoProbe.RunHybrid().Reason);
    }

    [Theory]
    [InlineData(0, 0, 42u, true, "this machine's context id is 42; whether a peer answers is not tried")]
    [InlineData(0, 0, 2u, true, "this machine is a host (context id 2); whether a peer answers is not tried")]
    [InlineData(0, 0, 1u, true, "Only loopback is there (context id 1): it reaches this machine itself")]
    [InlineData(0, 0, uint.MaxValue, false, "this machine has no context id")]
    [InlineData(0, -NoEntry, uint.MaxValue, false, "containers have no such device")]
    [InlineData(-FamilyNotSupported, -NoEntry, uint.MaxValue, false, "gVisor")]
    [InlineData(-NotPermitted, 0, 3u, false, "a seccomp profile")]
    public void Vsock_is_judged_by_what_the_kernel_says(int socket, int device, uint context, bool usable, string why)
    {
        ProbeVerdict verdict = VsockProbe.Judge(socket, device, context);
        Assert.Equal(usable, verdict.Usable);
        Assert.Contains(why, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_folder_too_deep_for_a_socket_is_a_verdict()
    {
        ProbeVerdict verdict = EchoProbe.RunInFolder(
            folder => SocketListener
                .Listen(new UnixEndPoint(Path.Combine(folder, new string('d', UnixEndPoint.MaxPath))), UnixFileMode.None)
                .Dispose(),
            "it");

        Assert.False(verdict.Usable);
        Assert.Contains("too long for a socket", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_removed_does_not_hide_the_cause()
    {
        ProbeVerdict verdict = EchoProbe.RunInFolder(
            folder =>
            {
                Directory.Delete(folder);
                throw new IOException("the cause");
            },
            "it");

        Assert.Equal(new ProbeVerdict(false, "the cause"), verdict);
    }

    [Fact]
    public void What_is_left_of_a_probe_that_worked_is_told()
    {
        ProbeVerdict verdict = EchoProbe.RunInFolder(Directory.Delete, "it");

        Assert.True(verdict.Usable);
        Assert.StartsWith("echoed over it; ", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("could not be removed", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Vsock_is_looked_at_here()
    {
        ProbeVerdict verdict = VsockProbe.Run();
        Assert.NotEmpty(verdict.Reason);
        Assert.Equal(verdict.Usable, verdict.Reason.EndsWith("not tried", StringComparison.Ordinal));
    }
}

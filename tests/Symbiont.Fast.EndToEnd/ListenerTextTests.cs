using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>How <c>serve --listen</c> spells a listener and whom it expects.</summary>
public sealed class ListenerTextTests
{
    [Theory]
    [InlineData("docker=unix:/run/a.sock", SandboxTier.Docker)]
    [InlineData("gvisor=tcp:127.0.0.1:7411", SandboxTier.GVisor)]
    [InlineData("firecracker=hybrid:/run/vm.sock:5000", SandboxTier.Firecracker)]
    [InlineData("firecracker=vsock:any:5000", SandboxTier.Firecracker)]
    [InlineData("firecracker=unix:/run/with space=and equals.sock", SandboxTier.Firecracker)]
    public void A_listener_alone_expects_nobody_in_particular(string text, SandboxTier tier)
    {
        ListenerOptions listener = Parse(text);

        Assert.Equal(tier, listener.Tier);
        Assert.Equal(Vocabulary.Name(tier), listener.ListenerId);
        Assert.Equal(text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..], listener.EndPoint.ToString());
        Assert.Null(listener.ExpectedPeer);
        Assert.Null(listener.Agents);
    }

    [Fact]
    public void Everything_that_can_be_expected()
    {
        ListenerOptions listener = Parse(
            "docker=unix:/run/a.sock,uid=1000,gid=0,uid=4294967294,cgroup=/system.slice/docker-1.scope,"
            + "agent=spiffe://a.b/docker/one,agent=spiffe://a.b/docker/two");

        Assert.Equal("unix:/run/a.sock", listener.EndPoint.ToString());
        Assert.Equal([1000u, 4_294_967_294u], listener.ExpectedPeer!.Users);
        Assert.Equal([0u], listener.ExpectedPeer.Groups);
        Assert.Equal("/system.slice/docker-1.scope", listener.ExpectedPeer.ControlGroup);
        Assert.Equal(["one", "two"], listener.Agents!.Select(agent => agent.AgentId));
    }

    [Fact]
    public void An_agent_alone_says_nothing_about_the_process()
    {
        ListenerOptions listener = Parse("docker=tcp:127.0.0.1:1,agent=spiffe://a.b/docker/one");

        Assert.Null(listener.ExpectedPeer);
        Assert.Single(listener.Agents!);
    }

    [Theory]
    [InlineData("", "<docker|gvisor|firecracker>=")]
    [InlineData("podman=unix:/a", "<docker|gvisor|firecracker>=")]
    [InlineData("docker=udp:127.0.0.1:1", "<docker|gvisor|firecracker>=")]
    [InlineData("docker=unix:/a,", "'': expected uid=")]
    [InlineData("docker=unix:/a,b.sock", "'b.sock': expected uid=")]
    [InlineData("docker=unix:/a,uuid=1", "'uuid=1': expected uid=")]
    [InlineData("docker=unix:/a, uid=1", "' uid=1': expected uid=")]
    [InlineData("docker=unix:/a,UID=1", "'UID=1': expected uid=")]
    [InlineData("docker=unix:/a,uid=", "'uid=': expected a number")]
    [InlineData("docker=unix:/a,uid=-1", "'uid=-1': expected a number")]
    [InlineData("docker=unix:/a,uid=0x10", "'uid=0x10': expected a number")]
    [InlineData("docker=unix:/a,uid=4294967296", "'uid=4294967296': expected a number")]
    [InlineData("docker=unix:/a,gid=root", "'gid=root': expected a number")]
    [InlineData("docker=unix:/a,cgroup=/a,cgroup=/b", "cgroup= is there twice")]
    [InlineData("docker=unix:/a,agent=planner", "'planner': expected an agent's name")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.False(ListenerText.TryParse(text, out _, out string? fault));

        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    private static ListenerOptions Parse(string text)
    {
        Assert.True(ListenerText.TryParse(text, out ListenerOptions? listener, out string? fault), fault);
        return listener;
    }
}

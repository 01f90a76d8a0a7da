using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tests;

/// <summary>Listeners that could let nobody in, or seem to keep somebody out, do not start.</summary>
public sealed class ListenerOptionsTests
{
    private static readonly TransportEndPoint s_unix = new UnixEndPoint("/run/a.sock");

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(65_533)]
    [InlineData(65_535)]
    [InlineData(uint.MaxValue - 1)]
    public void An_id_that_somebody_can_have(uint id)
    {
        Expecting(new ExpectedPeer { Users = [id] }).ThrowIfUnfit();
        Expecting(new ExpectedPeer { Groups = [id] }).ThrowIfUnfit();
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(uint.MaxValue)]
    public void An_id_that_tells_nobody_apart_is_an_error(uint id)
    {
        AssertUnfit(Expecting(new ExpectedPeer { Users = [1000, id] }), "uid or gid");
        AssertUnfit(Expecting(new ExpectedPeer { Groups = [id] }), "uid or gid");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/system.slice/docker-4f0c.scope")]
    [InlineData("/..hidden")]
    public void A_control_group(string path) => Expecting(new ExpectedPeer { ControlGroup = path }).ThrowIfUnfit();

    [Theory]
    [InlineData("")]
    [InlineData("docker")]
    [InlineData("//")]
    [InlineData("/docker/")]
    [InlineData("/docker//a")]
    [InlineData("/../docker")]
    [InlineData("/docker/./a")]
    public void A_path_that_no_process_would_have_is_an_error(string path) =>
        AssertUnfit(Expecting(new ExpectedPeer { ControlGroup = path }), "a cgroup is a path from the root");

    [Fact]
    public void An_expectation_without_content_is_an_error() =>
        AssertUnfit(Expecting(new ExpectedPeer()), "nothing is said about it");

    [Theory]
    [InlineData("tcp:127.0.0.1:7411")]
    [InlineData("vsock:any:5000")]
    public void Where_the_kernel_knows_no_process_nobody_can_be_expected(string text) => AssertUnfit(
        Expecting(new ExpectedPeer { Users = [1000] }, TransportEndPoint.Parse(text)), "Unix sockets only");

    [Fact]
    public void A_machines_monitor_can_be_expected() =>
        Expecting(new ExpectedPeer { Users = [1000] }, TransportEndPoint.Parse("hybrid:/run/vm.sock:5000"))
            .ThrowIfUnfit();

    [Fact]
    public void A_listener_for_no_agent_is_an_error() => AssertUnfit(For([]), "no agent at all");

    [Fact]
    public void A_listener_is_for_agents_of_its_tier()
    {
        AgentName docker = AgentName.Create("test.local", SandboxTier.Docker, "a");
        AgentName stray = AgentName.Create("test.local", SandboxTier.GVisor, "a");

        For([docker]).ThrowIfUnfit();
        AssertUnfit(For([docker, stray]), stray.ToString());
    }

    private static ListenerOptions Expecting(ExpectedPeer expected, TransportEndPoint? endPoint = null) =>
        new(SandboxTier.Docker, endPoint ?? s_unix, "docker") { ExpectedPeer = expected };

    private static ListenerOptions For(IReadOnlyList<AgentName> agents) =>
        new(SandboxTier.Docker, s_unix, "docker") { Agents = agents };

    private static void AssertUnfit(ListenerOptions listener, string expected)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(listener.ThrowIfUnfit);
        Assert.Contains(listener.EndPoint.ToString()!, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }
}

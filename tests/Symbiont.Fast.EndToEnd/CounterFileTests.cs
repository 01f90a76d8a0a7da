using System.Text.Json;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The router's counters in a file, seen from other processes.</summary>
public sealed class CounterFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_file_says_what_the_router_says_and_keeps_it_after_the_stop(int threads)
    {
        await using TestWorld world = Start(options => options.WithThreads(threads));
        AgentClient alice = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient bob = await world.ConnectAsync(SandboxTier.GVisor);
        await alice.SendConfirmedAsync(bob.Name, MessageType.Data, "one"u8.ToArray(), null, Cancellation);

        Assert.Equal(1, FromOutside(world, "messages_accepted"));
        Assert.True(FromOutside(world, "docker_frames_in") > 0);

        await world.Router.StopAsync();
        CounterReading last = CounterFileReader.Read(PathOf(world));
        Assert.Equal(world.Router.Counters(), last.Counters);
        Assert.True(last.Stopped >= last.Started);
        Assert.Equal(2, last.Counters.Single(counter => counter.Key == "sessions_opened").Value);
    }

    [Fact]
    public async Task A_router_that_is_invoked_counts_into_the_file_too()
    {
        await using TestWorld world = Start(options => options with { ThreadingMode = ThreadingMode.Invoker });
        world.Router.DoWork();

        Assert.Equal(world.Router.Counters(), CounterFileReader.Read(PathOf(world)).Counters);
    }

    [Fact]
    public async Task The_counters_can_be_asked_for_while_the_router_stops()
    {
        await using TestWorld world = Start(options => options);

        Task stop = world.Router.StopAsync();
        do
        {
            Assert.Equal(0, world.Counter("messages_accepted"));
        }
        while (!stop.IsCompleted);

        Assert.Equal(0, world.Counter("messages_accepted"));
    }

    [Fact]
    public async Task A_second_router_is_refused_the_file_and_gets_it_after_the_first()
    {
        await using TestWorld world = Start(options => options);
        string path = PathOf(world);

        Assert.Throws<CounterFileException>(() => world.StartAgain(options => Elsewhere(options, path)));
        Assert.Null(CounterFileReader.Read(path).Stopped);

        await world.Router.StopAsync();
        await using MessageRouter second = world.StartAgain(options => Elsewhere(options, path));
        Assert.Null(CounterFileReader.Read(path).Stopped);
        Assert.Equal(second.Counters(), CounterFileReader.Read(path).Counters);
    }

    [Fact]
    public async Task The_tool_shows_them_from_a_process_of_its_own()
    {
        await using TestWorld world = Start(options => options);
        await world.ConnectAsync(SandboxTier.Docker);

        (int code, string output, string error) = await ToolProcess.RunAsync("counters", PathOf(world), "--json");

        Assert.Equal((0, string.Empty), (code, error));
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal(Environment.ProcessId, root.GetProperty("process").GetInt32());
        Assert.Equal(1, root.GetProperty("counters").GetProperty("sessions_opened").GetInt64());
        Assert.Equal(world.Router.Counters().Count, root.GetProperty("counters").EnumerateObject().Count());

        (code, output, error) = await ToolProcess.RunAsync("counters", PathOf(world));
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Matches(@"\| sessions_opened +\| +1 \|", output);
        Assert.DoesNotContain("quarantines", output, StringComparison.Ordinal);
        Assert.Contains($"router process {Environment.ProcessId}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_says_what_is_wrong_with_a_file_and_exits_with_1()
    {
        await using TestWorld world = Start(options => options);
        string cut = Path.Combine(world.Folder, "cut");
        await File.WriteAllBytesAsync(cut, File.ReadAllBytes(PathOf(world))[..1024], Cancellation);

        (int code, string output, string error) = await ToolProcess.RunAsync("counters", cut, "--watch");

        Assert.Equal((1, string.Empty), (code, output));
        Assert.StartsWith($"symbiont-fast: {cut}: damaged: it should have", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_difference_is_a_second_s_and_of_one_router_only()
    {
        CounterReading before = Reading(started: 1, 100, 7);
        CounterReading now = Reading(started: 1, 400, 7);
        var change = new CounterChange(now, before, TimeSpan.FromSeconds(1.5));

        Assert.Equal((200.0, 0.0), (change.PerSecond(0), change.PerSecond(1)));
        Assert.Null(new CounterChange(now, null, TimeSpan.FromSeconds(1)).PerSecond(0));
        Assert.Null(new CounterChange(now, before, TimeSpan.Zero).PerSecond(0));
        Assert.Null((change with { Now = Reading(started: 2, 1, 1) }).PerSecond(0));
        Assert.Null((change with { Now = Reading(started: 1, 1, 1, 1) }).PerSecond(2));
    }

    private static CounterReading Reading(long started, params long[] values) => new(
        1, started, null, [.. values.Select((value, i) => KeyValuePair.Create($"counter {i}", value))]);

    private static TestWorld Start(Func<RouterOptions, RouterOptions> change) =>
        TestWorld.Start(Policies.Open, options => change(
            options with { CounterPath = Path.Combine(Path.GetDirectoryName(options.AuditPath)!, "counters") }));

    private static string PathOf(TestWorld world) => Path.Combine(world.Folder, "counters");

    private static long FromOutside(TestWorld world, string name) =>
        CounterFileReader.Read(PathOf(world)).Counters.Single(counter => counter.Key == name).Value;

    // Sockets and an audit log of its own, so that nothing but the counters' file is in its way.
    private static RouterOptions Elsewhere(RouterOptions options, string path) => options with
    {
        CounterPath = path,
        AuditPath = options.AuditPath + ".second",
        Listeners = [.. options.Listeners.Where(listener => listener.EndPoint is Transport.TcpEndPoint)],
    };
}

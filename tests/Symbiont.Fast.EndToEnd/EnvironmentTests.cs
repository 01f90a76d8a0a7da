using System.Net;
using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The environment's variables, from their text to what a router and a client do.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class EnvironmentTests
{
    private static readonly byte[] Payload = "payload"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_port_opens_a_listener_for_each_tier()
    {
        int port = FreePorts(3);
        EnvironmentOptions environment = Environment(EnvironmentVariables.CommBusPort, $"{port}");
        await using TestWorld world = TestWorld.Start(Policies.Open, environment.Apply);
        AgentClient[] clients = new AgentClient[3];
        foreach ((int index, SandboxTier tier) in Vocabulary.Tiers.ToArray().Index())
        {
            var endPoint = new TcpEndPoint(IPAddress.Loopback, port + index);
            clients[index] = await world.ConnectAsync(world.Certify(tier), world.Options(tier, endPoint));
        }

        await clients[0].SendConfirmedAsync(clients[2].Name, MessageType.Data, Payload, null, Cancellation);

        Assert.Equal(Payload, (await clients[2].ReceiveAsync(Cancellation)).Payload.ToArray());
    }

    [Fact]
    public void Without_a_port_no_listener_is_added()
    {
        RouterOptions options = new EnvironmentOptions().Apply(Options());

        Assert.Empty(options.Listeners);
    }

    [Fact]
    public void A_port_without_room_for_three_is_an_error()
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.CommBusPort, "65534");

        ToolException error = Assert.Throws<ToolException>(() => environment.Apply(Options()));

        Assert.Contains(EnvironmentVariables.CommBusPort, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("2", 1)]
    [InlineData("4", 3)]
    public async Task The_threads_are_the_router_and_the_others_for_the_buses(string threads, int forBuses)
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.CommBusThreads, threads);

        await using TestWorld world = TestWorld.Start(Policies.Open, environment.Apply);

        // Connected through every bus, all threads have begun and bear their names.
        foreach (SandboxTier tier in Vocabulary.Tiers.ToArray())
        {
            await world.ConnectAsync(tier);
        }

        string[] names = ThreadNames();
        Assert.Equal(1, names.Count(name => name == "router"));
        Assert.Equal(forBuses, names.Count(name => name.StartsWith("bus ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1024", 1024 * 1024)]
    [InlineData("1500", 2048 * 1024)]
    [InlineData("4096", 4 * 1024 * 1024)]
    public async Task The_buffer_size_is_the_buses_and_they_carry_with_it(string kibibytes, int bytes)
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.CommBusBufferSize, kibibytes);
        int configured = 0;
        await using TestWorld world = TestWorld.Start(Policies.Open, options =>
        {
            RouterOptions applied = environment.Apply(options);
            configured = applied.BusBufferBytes;
            return applied;
        });
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.GVisor);
        byte[] largest = new byte[WireLimits.MaxPayload];

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, largest, null, Cancellation);

        Assert.Equal(bytes, configured);
        Assert.Equal(largest, (await receiver.ReceiveAsync(Cancellation)).Payload.ToArray());
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Encryption_decides_whether_confidential_payloads_are_sealed(string enabled, bool areSealed)
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.EncryptionEnabled, enabled);
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await ConnectAsync(world, environment);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        var confidential = new SendOptions { Level = SecurityLevel.Confidential };

        Assert.Equal(RefusalReason.None, await SendAsync(sender, receiver.Name, confidential));

        Assert.Equal(areSealed, (await receiver.ReceiveAsync(Cancellation)).IsSealed);
    }

    [Theory]
    [InlineData("true", RefusalReason.None)]
    [InlineData("false", RefusalReason.SignatureMissing)]
    public async Task Signature_decides_whether_a_client_signs_and_never_what_a_rule_wants(
        string required, RefusalReason expected)
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.SignatureRequired, required);
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await ConnectAsync(world, environment);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        Assert.Equal(expected, await SendAsync(sender, receiver.Name, null));
    }

    [Theory]
    [InlineData("true", "signature_required: true", true)]
    [InlineData("false", "signature_required: true", false)]
    [InlineData("false", "audit_logging: true", true)]
    [InlineData("true", "audit_logging: false", false)]
    public async Task Audit_fills_in_what_a_rule_leaves_out(string audit, string rule, bool audited)
    {
        EnvironmentOptions environment = Environment(EnvironmentVariables.AuditLogging, audit);
        PolicyFileResult policy =
            PolicyFile.Parse("test.yaml", Policies.One("data", requirements: rule), environment.PolicyDefaults);
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { Policies = policy.Rules! });
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        Assert.Equal(RefusalReason.None, await SendAsync(sender, receiver.Name, null));
        await world.Router.StopAsync();

        Assert.Equal(audited ? 1 : 0, AuditReader.Read(world.AuditPath).OfType<AuditRunRecord>().Count());
    }

    private static EnvironmentOptions Environment(string name, string value)
    {
        EnvironmentResult result = EnvironmentOptions.Read(new Dictionary<string, string> { [name] = value });
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
        return result.Options;
    }

    private static Task<AgentClient> ConnectAsync(TestWorld world, EnvironmentOptions environment) =>
        world.ConnectAsync(world.Certify(SandboxTier.Docker), environment.Apply(world.Options(SandboxTier.Docker)));

    private static async Task<RefusalReason> SendAsync(AgentClient sender, AgentName destination, SendOptions? options)
    {
        try
        {
            await sender.SendConfirmedAsync(destination, MessageType.Data, Payload, options, Cancellation);
            return RefusalReason.None;
        }
        catch (MessageRefusedException refused)
        {
            return refused.Reason;
        }
    }

    private static RouterOptions Options() => new() { Identity = null!, Listeners = [], Policies = [] };

    private static string[] ThreadNames() =>
        [.. Directory.EnumerateDirectories("/proc/self/task")
            .Select(task => File.ReadAllText(Path.Combine(task, "comm")).Trim())];

    // The first of some neighbouring ports that nobody uses now.
    private static int FreePorts(int count)
    {
        while (true)
        {
            using TcpListener first = Listen(0);
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            var neighbours = new List<TcpListener>();
            try
            {
                for (int i = 1; i < count; i++)
                {
                    neighbours.Add(Listen(port + i));
                }

                return port;
            }
            catch (Exception taken) when (taken is SocketException or ArgumentOutOfRangeException)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
            finally
            {
                neighbours.ForEach(neighbour => neighbour.Dispose());
            }
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}

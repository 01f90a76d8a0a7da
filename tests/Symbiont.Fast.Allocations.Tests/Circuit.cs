using System.Globalization;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.Allocations.Tests;

/// <summary>
/// A sender, a router and a receiver that one thread turns, so that what it allocates is what all three allocate. Only
/// the audit writer has a thread of its own.
/// </summary>
internal sealed class Circuit : IAsyncDisposable
{
    private const int Batch = WireLimits.MaxBatchMessages;

    private readonly TestWorld _world;
    private readonly AgentClient _sender;
    private readonly AgentClient _receiver;
    private readonly RemoteAgent _destination;
    private readonly SendOptions _options = new();
    private long _received;

    private Circuit(TestWorld world, AgentClient sender, AgentClient receiver, RemoteAgent destination)
    {
        (_world, _sender, _receiver, _destination) = (world, sender, receiver, destination);
        receiver.OnMessage((client, in message) => _received++);
    }

    public static async Task<Circuit> StartAsync(CircuitPath path, IClock routerClock, IClock clientClock)
    {
        var here = new InProcessEndPoint("allocations");
        TestWorld world = TestWorld.Start(Rules(path), options => options with
        {
            Listeners = [.. options.Listeners, new ListenerOptions(SandboxTier.Docker, here, "docker")],
            ThreadingMode = ThreadingMode.Invoker,
            SocketDriver = path.Driver,
            Clock = routerClock,
            RateLimiter = new() { VerificationsPerSecond = 1_000_000, VerificationBurst = 1_000_000 },
            AuditBytes = 1 << 26,
        });
        TransportEndPoint endPoint = path.Link switch
        {
            CircuitLink.InProcess => here,
            CircuitLink.SharedMemory => world.Shared(SandboxTier.Docker),
            _ => world.Unix(SandboxTier.Docker),
        };
        AgentClientOptions client = world.Options(SandboxTier.Docker, endPoint) with
        {
            Threading = ClientThreading.Invoker,
            SignMessages = path.Signed,
            RequireSignatures = path.Signed,
            Clock = clientClock,
        };
        AgentClient sender = await TurnUntilAsync(world, world.ConnectAsync(world.Certify(SandboxTier.Docker), client));
        AgentClient receiver = await TurnUntilAsync(
            world, world.ConnectAsync(world.Certify(SandboxTier.Docker), client));
        RemoteAgent destination = await TurnUntilAsync(
            world, sender.FindAsync(receiver.Name).AsTask(), () => sender.Poll());
        return new Circuit(world, sender, receiver, destination);
    }

    /// <summary>Sends messages of 64 bytes in full batches, each batch through router and receiver before the next.</summary>
    public Allocated Run(int messages)
    {
        int collections = GC.CollectionCount(0);
        long process = GC.GetTotalAllocatedBytes(precise: true);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        for (int sent = 0; sent < messages; sent += Batch)
        {
            Send(Math.Min(Batch, messages - sent));
        }

        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        process = GC.GetTotalAllocatedBytes(precise: true) - process;
        return new Allocated(messages, thread, process, GC.CollectionCount(0) - collections);
    }

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    private void Send(int count)
    {
        long until = _received + count;
        for (int i = 0; i < count; i++)
        {
            MessageClaim claim;
            while (!_sender.TryClaim(_destination, MessageType.Data, 64, _options, out claim))
            {
                Turn();
            }

            claim.Payload.Fill((byte)i);
            claim.Commit();
        }

        while (_received < until)
        {
            Turn();
        }
    }

    private void Turn()
    {
        _sender.Flush();
        _world.Router.DoWork();
        _receiver.Poll();
        _sender.Poll();
        if (_sender.Closed.IsCompleted || _receiver.Closed.IsCompleted)
        {
            throw new InvalidOperationException("A session is over.");
        }
    }

    private static async Task<T> TurnUntilAsync<T>(TestWorld world, Task<T> task, Action? turn = null)
    {
        while (!task.IsCompleted)
        {
            world.Router.DoWork();
            turn?.Invoke();
        }

        return await task;
    }

    private static string Rules(CircuitPath path) => string.Create(CultureInfo.InvariantCulture, $$"""
        communication_policies:
          - name: "all"
            source_tier: "docker"
            destination_tier: "docker"
            allowed_message_types: [data]
            security_requirements: { signature_required: {{Text(path.Signed)}}, audit_logging: {{Text(path.Audited)}} }
            rate_limits:
              messages_per_second: 100000000
              burst_size: 100000000

        """);

    private static string Text(bool value) => value ? "true" : "false";
}

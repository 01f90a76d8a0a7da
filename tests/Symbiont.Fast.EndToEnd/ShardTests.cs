using System.Buffers.Binary;
using System.Collections.Concurrent;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A router of several shards, with agents of each.</summary>
public sealed class ShardTests
{
    private const int Shards = 3;

    private static readonly byte[] Payload = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThreadingMode.Shared)]
    [InlineData(ThreadingMode.Dedicated)]
    public async Task Every_agent_reaches_every_other_in_order_whatever_their_shards(ThreadingMode mode)
    {
        const int Messages = 100;
        await using TestWorld world = Start(mode);
        AgentClient[] agents = await ConnectToAllAsync(world, 2);
        var heard = new ConcurrentDictionary<(AgentName From, AgentName To), List<int>>();
        int pairs = agents.Length * (agents.Length - 1);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        foreach (AgentClient agent in agents)
        {
            agent.OnMessage((client, in message) =>
            {
                heard.GetOrAdd((message.Sender, client.Name), _ => [])
                    .Add(BinaryPrimitives.ReadInt32LittleEndian(message.Payload));
                if (Interlocked.Increment(ref count) == Messages * pairs)
                {
                    done.SetResult();
                }
            });
        }

        await Task.WhenAll(agents.Select(agent => SendToAllAsync(agent, agents, Messages)));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Equal(pairs, heard.Count);
        Assert.All(heard.Values, numbers => Assert.Equal(Enumerable.Range(0, Messages), numbers));
        Assert.Equal(Messages * pairs, world.Counter("messages_accepted"));
        Assert.All(
            Enumerable.Range(1, Shards),
            shard => Assert.Equal(2 * (agents.Length - 1) * Messages, world.Counter($"shard_{shard}_messages_accepted")));
    }

    [Theory]
    [InlineData(ThreadingMode.Shared)]
    [InlineData(ThreadingMode.Dedicated)]
    public async Task Calls_receipts_seals_and_refusals_cross_shards(ThreadingMode mode)
    {
        await using TestWorld world = Start(mode);
        AgentClient[] agents = await ConnectToAllAsync(world, 1);
        var secret = new SendOptions { Level = SecurityLevel.Confidential };
        foreach (AgentClient callee in agents)
        {
            callee.OnMessage((client, in message) => client.Reply(message, message.Payload));
        }

        foreach (AgentClient caller in agents)
        {
            foreach (AgentClient callee in agents.Where(callee => callee != caller))
            {
                ReceivedMessage plain = await caller.RequestAsync(callee.Name, Payload, null, Cancellation);
                ReceivedMessage sealedReply = await caller.RequestAsync(callee.Name, Payload, secret, Cancellation);
                await caller.SendConfirmedAsync(callee.Name, MessageType.Data, Payload, null, Cancellation);
                Assert.Equal(Payload, plain.Payload.ToArray());
                Assert.True(sealedReply.IsSealed);
            }
        }

        await agents[0].DisposeAsync();
        foreach (AgentClient sender in agents[1..])
        {
            await AssertGoneAsync(sender, agents[0].Name);
        }
    }

    [Fact]
    public async Task An_agent_may_leave_while_agents_of_other_shards_send_to_it()
    {
        const int Sessions = 25;
        await using TestWorld world = Start(ThreadingMode.Dedicated);
        AgentClient[] senders = await ConnectToAllAsync(world, 1);
        AgentBundle restless = CertifyFor(world, 0);
        await (await world.ConnectAsync(restless)).DisposeAsync();
        using var stop = new CancellationTokenSource();
        Task<(long Accepted, long Refused)>[] all =
            [.. senders.Select(sender => Task.Run(() => SendUntilAsync(sender, restless.Name, stop.Token)))];
        for (int i = 0; i < Sessions; i++)
        {
            AgentClient session = await world.ConnectAsync(restless);
            await session.ReceiveAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            await session.DisposeAsync();
        }

        await stop.CancelAsync();
        (long Accepted, long Refused)[] sent = await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.False(world.Router.Failed.IsCompleted);
        Assert.Equal(sent.Sum(sender => sender.Accepted), world.Counter("messages_accepted"));
        Assert.Equal(sent.Sum(sender => sender.Refused), world.Counter("messages_refused_destination_unreachable"));
        Assert.All(sent, sender => Assert.True(sender.Accepted > 0));
    }

    [Fact]
    public async Task All_shards_write_one_audit_log()
    {
        const int Messages = 20;
        long records;
        await using TestWorld world = Start(ThreadingMode.Dedicated);
        {
            AgentClient[] agents = await ConnectToAllAsync(world, 1);
            await Task.WhenAll(agents.Select(agent => SendToAllAsync(agent, agents, Messages)));
            await world.Router.StopAsync();
            records = agents.Length * (agents.Length - 1) * Messages;
        }

        AuditVerification verification = AuditVerifier.Verify(world.AuditPath);
        Assert.True(verification.IsIntact);
        Assert.Equal(records, verification.Counts.Accepted);
    }

    [Fact]
    public async Task A_stop_delivers_what_any_shard_still_has()
    {
        // For several turns of the senders' shard; the receiver's has nothing to do all the while.
        const int Batches = 100;
        await using TestWorld world = TestWorld.Start(
            Policies.Open, options => options with { ThreadingMode = ThreadingMode.Invoker, RouterShards = Shards });
        AgentClient[] senders =
        [
            await TurnUntilAsync(world, world.ConnectAsync(CertifyFor(world, 1))),
            await TurnUntilAsync(world, world.ConnectAsync(CertifyFor(world, 1))),
        ];
        AgentClient receiver = await TurnUntilAsync(world, world.ConnectAsync(CertifyFor(world, 0)));
        int received = 0;
        receiver.OnMessage((AgentClient _, in IncomingMessage _) => received++);
        foreach (AgentClient sender in senders)
        {
            await TurnUntilAsync(world, sender.FindAsync(receiver.Name, Cancellation).AsTask());
        }

        foreach (AgentClient sender in senders)
        {
            for (int i = 0; i < Batches; i++)
            {
                await sender.SendAsync(receiver.Name, MessageType.Data, Payload, null, Cancellation);
            }
        }

        long before = world.Counter("docker_frames_in");
        while (world.Counter("docker_frames_in") == before)
        {
            world.Router.DoWork();
        }

        Assert.Equal(0, world.Counter("messages_accepted"));
        await world.Router.StopAsync();
        await receiver.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(world.Counter("docker_frames_in") - before, world.Counter("messages_accepted"));
        Assert.Equal(2 * Batches, world.Counter("messages_accepted"));
        Assert.Equal(world.Counter("messages_accepted"), received);
    }

    [Theory]
    [InlineData(0, 4, ThreadingMode.Shared)]
    [InlineData(65, 66, ThreadingMode.Dedicated)]
    [InlineData(3, 3, ThreadingMode.Dedicated)]
    public void Shards_without_threads_are_refused(int shards, int threads, ThreadingMode mode) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TestWorld.Start(
            Policies.Open,
            options => options with { ThreadingMode = mode, Threads = threads, RouterShards = shards }));

    private static TestWorld Start(ThreadingMode mode) => TestWorld.Start(
        Policies.Open,
        options => options with { ThreadingMode = mode, Threads = Shards + 1, RouterShards = Shards });

    private static async Task<T> TurnUntilAsync<T>(TestWorld world, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            world.Router.DoWork();
        }

        return await task;
    }

    private static async Task<AgentClient[]> ConnectToAllAsync(TestWorld world, int perShard)
    {
        var agents = new List<AgentClient>();
        for (int i = 0; i < Shards * perShard; i++)
        {
            agents.Add(await world.ConnectAsync(CertifyFor(world, i % Shards)));
        }

        return [.. agents];
    }

    // Names are tried until one falls on the shard.
    private static AgentBundle CertifyFor(TestWorld world, int shard)
    {
        Span<byte> digest = stackalloc byte[IdentityDigest.Size];
        while (true)
        {
            string id = $"agent-{Guid.NewGuid():N}";
            string name = AgentName.Create("test.local", SandboxTier.Docker, id).ToString();
            IdentityDigest.Compute((byte)DestinationKind.Agent, name, digest);
            if (BinaryPrimitives.ReadUInt32LittleEndian(digest) % Shards == shard)
            {
                return world.Certify(SandboxTier.Docker, id);
            }
        }
    }

    private static async Task SendToAllAsync(AgentClient sender, AgentClient[] agents, int messages)
    {
        byte[] payload = new byte[sizeof(int)];
        for (int i = 0; i < messages; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload, i);
            foreach (AgentClient agent in agents.Where(agent => agent != sender))
            {
                await sender.SendConfirmedAsync(agent.Name, MessageType.Data, payload, null, Cancellation);
            }
        }
    }

    private static async Task AssertGoneAsync(AgentClient sender, AgentName name)
    {
        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
        {
            // The bus hears of the end a moment after the client.
            for (int i = 0; i < 1_000; i++)
            {
                await sender.SendConfirmedAsync(name, MessageType.Data, Payload, null, Cancellation);
            }
        });
        Assert.Equal(RefusalReason.DestinationUnreachable, refused.Reason);
    }

    private static async Task<(long Accepted, long Refused)> SendUntilAsync(
        AgentClient sender, AgentName name, CancellationToken stop)
    {
        (long Accepted, long Refused) sent = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await sender.SendConfirmedAsync(name, MessageType.Data, Payload, null, Cancellation);
                sent.Accepted++;
            }
            catch (MessageRefusedException refused) when (refused.Reason == RefusalReason.DestinationUnreachable)
            {
                sent.Refused++;
            }
        }

        return sent;
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.LoadTests;

/// <summary>
/// One agent that sends batches of one shape to another, a few on their way at once: each message's place is claimed,
/// and the batch leaves when it is full. A batch's latency counts from its first claim to the arrival of its last message.
/// </summary>
internal sealed class BurstPair : IAsyncDisposable
{
    /// <summary>Messages a batch.</summary>
    public const int BatchMessages = 64;

    /// <summary>Bytes a payload.</summary>
    public const int PayloadBytes = 64;

    /// <summary>Batches on their way at once.</summary>
    public const int Window = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly SendOptions Plain = new();

    private readonly SemaphoreSlim _window = new(Window);
    private readonly LatencyRecorder _latencies = new();
    private readonly AgentBundle[] _bundles;
    private readonly AgentClient[] _clients;
    private RemoteAgent? _receiver;

    private BurstPair(AgentBundle[] bundles, AgentClient[] clients) => (_bundles, _clients) = (bundles, clients);

    public static async Task<BurstPair> ConnectAsync(RouterProcess router, Credentials credentials)
    {
        AgentBundle[] bundles =
            [credentials.Issue("sender", router.PublicKey), credentials.Issue("receiver", router.PublicKey)];
        var clients = new List<AgentClient>();
        foreach (AgentBundle bundle in bundles)
        {
            clients.Add(await AgentClient.ConnectAsync(bundle, new AgentClientOptions
            {
                EndPoint = RouterHost.Socket(router.Folder), ListenerId = RouterHost.ListenerId,
            }));
        }

        var pair = new BurstPair(bundles, [.. clients]);
        pair._receiver = await clients[0].FindAsync(clients[1].Name);
        clients[1].OnMessage(pair.Take);
        return pair;
    }

    /// <summary>Sends for a while; all that was sent has arrived afterwards.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="latencies">Takes the batches' latencies; null for none.</param>
    public void Send(TimeSpan duration, LatencyRecorder? latencies)
    {
        _latencies.Reset();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            Enter();
            SendBatch();
        }

        for (int i = 0; i < Window; i++)
        {
            Enter();
        }

        latencies?.Add(_latencies);
        _window.Release(Window);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AgentClient client in _clients)
        {
            await client.DisposeAsync();
        }

        Array.ForEach(_bundles, bundle => bundle.Dispose());
        _window.Dispose();
    }

    private void SendBatch()
    {
        AgentClient sender = _clients[0];
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < BatchMessages; i++)
        {
            MessageClaim claim;
            while (!sender.TryClaim(_receiver!, MessageType.Data, PayloadBytes, Plain, out claim))
            {
                sender.Flush();
            }

            bool isLast = i == BatchMessages - 1;
            BinaryPrimitives.WriteInt64LittleEndian(claim.Payload, isLast ? began : 0);
            claim.Commit();
        }

        sender.Flush();
    }

    // The receiver's thread.
    private void Take(AgentClient receiver, in IncomingMessage message)
    {
        long began = BinaryPrimitives.ReadInt64LittleEndian(message.Payload);
        if (began != 0)
        {
            _latencies.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            _window.Release();
        }
    }

    private void Enter()
    {
        if (!_window.Wait(Patience))
        {
            throw new LoadException(string.Create(
                CultureInfo.InvariantCulture, $"a batch did not arrive within {Patience.TotalSeconds} s"));
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.LoadTests;

/// <summary>A few agents of a router that send to each other, in pairs, when asked to.</summary>
internal sealed class MessageLoad : IAsyncDisposable
{
    /// <summary>How many agents there are.</summary>
    public const int Agents = 8;

    private const int PayloadBytes = 256;
    private const int SendersAnAgent = 32;
    private const int Window = 512;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<AgentClient> _clients = [];
    private readonly List<AgentBundle> _bundles = [];
    private readonly SemaphoreSlim[] _windows =
        [.. Enumerable.Range(0, Agents / 2).Select(_ => new SemaphoreSlim(Window))];

    public static async Task<MessageLoad> ConnectAsync(RouterProcess router, Credentials credentials)
    {
        var load = new MessageLoad();
        for (int i = 0; i < Agents; i++)
        {
            AgentBundle bundle = credentials.Issue(
                string.Create(CultureInfo.InvariantCulture, $"agent-{i}"), router.PublicKey);
            load._bundles.Add(bundle);
            load._clients.Add(await AgentClient.ConnectAsync(bundle, new AgentClientOptions
            {
                EndPoint = RouterHost.Socket(router.Folder), ListenerId = RouterHost.ListenerId,
            }));
        }

        for (int pair = 0; pair < Agents / 2; pair++)
        {
            int number = pair;
            load._clients[(2 * pair) + 1].OnMessage(
                (AgentClient _, in IncomingMessage _) => load._windows[number].Release());
        }

        return load;
    }

    /// <summary>All pairs send for a while, and all that they sent arrives.</summary>
    public async Task SendAsync(TimeSpan duration)
    {
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, Agents / 2).Select(pair => SendPairAsync(pair, end)));
        foreach (SemaphoreSlim window in _windows)
        {
            for (int i = 0; i < Window; i++)
            {
                await EnterAsync(window);
            }

            window.Release(Window);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AgentClient client in _clients)
        {
            await client.DisposeAsync();
        }

        _bundles.ForEach(bundle => bundle.Dispose());
        Array.ForEach(_windows, window => window.Dispose());
    }

    private Task SendPairAsync(int pair, long end)
    {
        AgentClient sender = _clients[2 * pair];
        AgentName receiver = _clients[(2 * pair) + 1].Name;
        byte[] payload = new byte[PayloadBytes];
        return Task.WhenAll(Enumerable.Range(0, SendersAnAgent).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < end)
            {
                // Whoever received a message lets the next one in, so that no ring runs over.
                await EnterAsync(_windows[pair]);
                await sender.SendAsync(receiver, MessageType.Data, payload);
            }
        })));
    }

    private static async Task EnterAsync(SemaphoreSlim window)
    {
        if (!await window.WaitAsync(Patience))
        {
            throw new LoadException("a message was not delivered");
        }
    }
}

using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An agent's process: connects, says <c>ready</c>, serves calls with an echo, and does what its input says:
/// <c>drive NAME</c> is answered with a <see cref="PathReport"/>, <c>count</c> with a <see cref="DeliveryReport"/>.
/// </summary>
internal static class DemoAgentProcess
{
    public const string Ready = "ready";
    public const string Drive = "drive ";
    public const string Count = "count";

    public static async Task<int> RunAsync(string folder, AgentName name, CancellationToken cancellation)
    {
        var state = new StateFolder(folder);
        AgentBundle bundle = AgentFile.Load(state.Agent(name));
        var options = new AgentClientOptions
        {
            EndPoint = state.Socket(name.Tier),
            ListenerId = Vocabulary.Name(name.Tier),
        };
        await using AgentClient client = await AgentClient.ConnectAsync(bundle, options, cancellation);
        var counts = new DeliveryCounts();
        client.OnMessage((AgentClient self, in IncomingMessage message) =>
        {
            counts.Count(message);
            if (message.Type == MessageType.Rpc)
            {
                self.Reply(message, message.Payload);
            }
        });
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            Console.WriteLine(line == Count
                ? counts.Report().ToLine()
                : (await new PathDriver(client, Destination(line)).RunAsync(cancellation)).ToLine());
        }

        return 0;
    }

    private static AgentName Destination(string line) => line.StartsWith(Drive, StringComparison.Ordinal)
        ? AgentName.Parse(line[Drive.Length..])
        : throw new ToolException($"'{line}' is not understood");
}

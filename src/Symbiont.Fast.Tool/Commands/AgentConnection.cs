using System.CommandLine;
using Symbiont.Fast.Client;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>The options by which <c>listen</c> and <c>send</c> connect.</summary>
internal sealed class AgentConnection
{
    private readonly Option<string> _agent = ToolOptions.RequiredFile("--agent", "The agent's bundle.");
    private readonly Option<TransportEndPoint> _connect =
        ToolOptions.Required(ToolOptions.EndPoint("--connect", "The tier's socket: unix:/path or tcp:address:port."));
    private readonly Option<string> _listenerId =
        ToolOptions.File("--listener-id", "The socket's listener id; the agent's tier when left out.");

    public AgentConnection(Command command)
    {
        command.Add(_agent);
        command.Add(_connect);
        command.Add(_listenerId);
    }

    public async Task<AgentClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation)
    {
        EnvironmentOptions environment = EnvironmentSettings.Read();
        AgentBundle bundle = AgentFile.Load(parsed.GetRequiredValue(_agent));
        var options = new AgentClientOptions
        {
            EndPoint = parsed.GetRequiredValue(_connect),
            ListenerId = parsed.GetValue(_listenerId) ?? Vocabulary.Name(bundle.Name.Tier),
        };
        return await AgentClient.ConnectAsync(bundle, environment.Apply(options), cancellation);
    }
}

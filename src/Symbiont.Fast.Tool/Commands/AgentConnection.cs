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
        ToolOptions.Required(ToolOptions.EndPoint(
            "--connect", "The tier's socket: unix:/path, shm:/path or tcp:address:port."));
    private readonly Option<string> _listenerId =
        ToolOptions.File("--listener-id", "The socket's listener id; the agent's tier when left out.");

    private readonly Option<TransportEndPoint> _authority = ToolOptions.EndPoint(
        "--authority", "The authority's socket for this sandbox; the credential is renewed there in time.");

    public AgentConnection(Command command)
    {
        command.Add(_authority);
        command.Add(_agent);
        command.Add(_connect);
        command.Add(_listenerId);
    }

    public async Task<AgentClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation)
    {
        EnvironmentOptions environment = EnvironmentSettings.Read();
        string path = parsed.GetRequiredValue(_agent);
        AgentBundle bundle = AgentFile.Load(path);
        if (parsed.GetValue(_authority) is { } authority)
        {
            await RenewAsync(bundle, authority, path, cancellation);
        }

        var options = new AgentClientOptions
        {
            EndPoint = parsed.GetRequiredValue(_connect),
            ListenerId = parsed.GetValue(_listenerId) ?? Vocabulary.Name(bundle.Name.Tier),
        };
        return await AgentClient.ConnectAsync(bundle, environment.Apply(options), cancellation);
    }

    // It lives as long as the command: the process's end ends it.
    private static async Task RenewAsync(
        AgentBundle bundle, TransportEndPoint authority, string path, CancellationToken cancellation)
    {
        CredentialRenewal renewal = EnrolmentCommand.Renewal(bundle, authority, path);
        renewal.Failed += failure => Console.Error.WriteLine($"symbiont-fast: renewal: {failure.Message}");
        await renewal.StepAsync(cancellation);
        renewal.Start();
    }
}

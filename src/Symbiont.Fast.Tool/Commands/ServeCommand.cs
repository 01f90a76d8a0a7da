using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Hosting;

namespace Symbiont.Fast.Tool;

/// <summary><c>serve</c>: runs the router until SIGTERM or SIGINT, then drains.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan HostMargin = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Option<string> identity = ToolOptions.File(
            "--identity", "The router's file; router.key of the state folder when left out.");
        Option<string> policy = ToolOptions.File("--policy", "The policy; the built-in one when left out.");
        Option<string> audit = ToolOptions.File(
            "--audit", "The audit log; audit.log of the state folder when left out.");
        Option<ListenerOptions[]> listen = new("--listen")
        {
            Description = "A tier's socket, such as docker=unix:/run/docker.sock; may be repeated. Who may connect can "
                + "follow: ,uid=1000 ,gid=1000 ,cgroup=/path ,agent=spiffe://… . "
                + "One Unix socket a tier in the state folder when left out.",
            CustomParser = ParseListeners,
        };
        Option<string> epochs = ToolOptions.File(
            "--epochs", "Where the router remembers the epochs it gave; epochs of the state folder when left out.");
        Option<string> revocations = ToolOptions.File(
            "--revocations", "The revocation list that the authority publishes; none when left out.");
        Option<string> counters = ToolOptions.File(
            "--counters", "The file in which 'counters' sees the counters, best under /run; none when left out.");
        Option<bool> classical = new("--allow-classical-handshake")
        {
            Description = "Also accept agents without ML-KEM-768; their sessions have no post-quantum secrecy.",
        };
        var command = new Command("serve", "Runs the router until SIGTERM, drains, and exits with 0.")
        {
            identity, policy, listen, audit, epochs, revocations, counters, classical,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            StateFolder state = StateFolder.Default;
            EnvironmentOptions environment = EnvironmentSettings.Read();
            string identityPath = parsed.GetValue(identity) ?? state.Router;
            ListenerOptions[] listeners = parsed.GetValue(listen) is { Length: > 0 } given
                ? given
                : StateListeners(state);
            using RouterIdentity key = RouterFiles.Load(identityPath);
            var options = new RouterOptions
            {
                Identity = key,
                Listeners = listeners,
                Policies = PolicyCommand.Load(parsed.GetValue(policy), environment.PolicyDefaults),
                AuditPath = parsed.GetValue(audit) ?? state.AuditLog,
                EpochPath = parsed.GetValue(epochs) ?? state.Epochs,
                RevocationPath = parsed.GetValue(revocations),
                CounterPath = parsed.GetValue(counters),
                AllowClassicalHandshake = parsed.GetValue(classical),
            };
            state.Create();
            await RunAsync(environment.Apply(options), cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(RouterOptions options, CancellationToken cancellation)
    {
        using IHost host = BuildHost(options);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception unfit) when (unfit is ArgumentException or PlatformNotSupportedException)
        {
            throw new ToolException(unfit.Message, unfit);
        }

        await host.WaitForShutdownAsync(cancellation);
    }

    private static IHost BuildHost(RouterOptions options)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // The router says itself that it started and stopped; the host's own lines would repeat it.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddJsonConsole(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + HostMargin);
        builder.Services.AddSymbiontFast(options);
        return builder.Build();
    }

    private static ListenerOptions[] StateListeners(StateFolder state) =>
        [.. Vocabulary.Tiers.ToArray().Select(tier =>
            new ListenerOptions(tier, state.Socket(tier), Vocabulary.Name(tier)))];

    private static ListenerOptions[] ParseListeners(ArgumentResult result)
    {
        var listeners = new List<ListenerOptions>();
        foreach (Token token in result.Tokens)
        {
            if (!ListenerText.TryParse(token.Value, out ListenerOptions? listener, out string? fault))
            {
                result.AddError($"'{token.Value}': {fault}");
                return [];
            }

            listeners.Add(listener);
        }

        return [.. listeners];
    }
}

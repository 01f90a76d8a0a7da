using System.CommandLine;
using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Hosting;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Tool;

/// <summary>The <c>symbiont-fast</c> command.</summary>
public static class Program
{
    /// <summary>
    /// Runs one command. Exit codes: 0 done, 1 failed or something deviates, 2 refused by the router.
    /// </summary>
    public static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Symbiont.Fast: carries and polices messages between sandboxed agents.")
        {
            IdentityCommand.Create(),
            AuthorityCommand.Create(),
            PolicyCommand.Create(),
            AuditCommand.Create(),
            ServeCommand.Create(),
            CountersCommand.Create(),
            ProbeCommand.Create(),
            ListenCommand.Create(),
            SendCommand.Create(),
            DemoCommand.Create(),
            DemoCommand.CreateRouter(),
            DemoCommand.CreateAgent(),
        };
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,

            // Commands end on SIGINT and SIGTERM by themselves; this is how long they may take.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            return await root.Parse(arguments).InvokeAsync(invocation);
        }
        catch (Exception failure) when (Explain(failure) is { } explanation)
        {
            await Console.Error.WriteLineAsync($"symbiont-fast: {explanation}");
            return 1;
        }
    }

    /// <summary>What a user can act on, in one line; null for a fault of the program, which keeps its stack.</summary>
    private static string? Explain(Exception failure) => failure switch
    {
        ToolException or FormatException or IOException or UnauthorizedAccessException => failure.Message,
        SessionRefusedException or MessageRefusedException or TimeoutException => failure.Message,
        ClockOffsetException => failure.Message,
        AuthorityRefusedException or InvalidDataException => failure.Message,
        RouterFailedException or AuditLogException or EpochFileException => failure.Message,
        SocketException socket => $"socket: {socket.Message}",
        OperationCanceledException => "cancelled",
        _ => null,
    };
}

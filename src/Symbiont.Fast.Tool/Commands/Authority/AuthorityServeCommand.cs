using System.CommandLine;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>authority serve</c>: runs the authentication service until SIGTERM or SIGINT.</summary>
internal static class AuthorityServeCommand
{
    private const UnixFileMode OperatorMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode SandboxMode =
        OperatorMode | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly TimeSpan s_validity = TimeSpan.FromHours(1);

    public static Command Create()
    {
        Option<string> folder = ToolOptions.RequiredFile("--dir", "The authority's folder, of mode 0700.");
        Option<string> issuer = ToolOptions.File(
            "--issuer", "The issuer's file; issuer.key of the folder when left out.");
        Option<string> list = ToolOptions.File(
            "--revocations", "Where the revocation list is published; revocations.list of the folder when left out.");
        Option<TimeSpan> validity = ToolOptions.Duration("--validity", "How long a credential holds.", s_validity);
        Option<AuthoritySocket[]> listen = new("--listen")
        {
            Description = "A sandbox's socket, such as unix:/run/a.sock or docker=unix:/run/a.sock; may be repeated.",
            Required = true,
            CustomParser = result => ToolOptions.Many<AuthoritySocket>(
                result, "unix:/path or <docker|gvisor|firecracker>=unix:/path", AuthoritySocket.TryParse),
        };
        var command = new Command("serve", "Issues, renews and revokes until SIGTERM; exits with 0.")
        {
            folder, issuer, list, validity, listen,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string root = parsed.GetRequiredValue(folder);
            using AuthorityFolder state = Open(root);
            using IssuerFile key = IssuerFile.Load(parsed.GetValue(issuer) ?? Path.Combine(root, "issuer.key"));
            var options = new AuthorityOptions
            {
                RevocationPath = Path.GetFullPath(parsed.GetValue(list) ?? Path.Combine(root, "revocations.list")),
                Validity = parsed.GetValue(validity),
                Report = AuthorityLog.Write,
            };
            using var service = new AuthorityService(key.Issuer, state, options);
            await RunAsync(service, root, parsed.GetRequiredValue(listen), cancellation);
            return 0;
        });
        return command;
    }

    private static AuthorityFolder Open(string root)
    {
        try
        {
            return AuthorityFolder.Open(root);
        }
        catch (IOException fault)
        {
            throw new ToolException($"{root}: another authority runs there, or {fault.Message}", fault);
        }
    }

    private static async Task RunAsync(
        AuthorityService service, string root, AuthoritySocket[] sockets, CancellationToken cancellation)
    {
        using var server = new AuthorityServer(service, new AuthorityServerOptions());
        server.Listen(AuthorityFolder.OperatorSocket(root), AuthorityRole.Operator, OperatorMode);
        foreach (AuthoritySocket socket in sockets)
        {
            server.Listen(socket.EndPoint.Path, AuthorityRole.Sandbox(socket.Tier), SandboxMode);
            string agents = socket.Tier is { } tier ? $"{Vocabulary.Name(tier)} agents" : "agents";
            Console.WriteLine($"serving {agents} on {socket.EndPoint}");
        }

        await server.RunAsync(cancellation);
        Console.WriteLine("stopped");
    }
}

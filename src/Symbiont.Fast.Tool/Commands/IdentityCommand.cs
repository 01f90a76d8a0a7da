using System.CommandLine;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>identity</c>: makes keys and credentials. What it prints never holds a secret.</summary>
internal static class IdentityCommand
{
    private static readonly TimeSpan IssuerValidity = TimeSpan.FromDays(90);
    private static readonly TimeSpan AgentValidity = TimeSpan.FromHours(1);

    public static Command Create() => new("identity", "Makes keys and credentials.")
    {
        CreateInit(), CreateOperator(), CreateIssuer(), CreateRouter(), CreateAgent(), EnrolmentCommand.CreateEnrol(),
        EnrolmentCommand.CreateRenew(),
    };

    private static Command CreateInit()
    {
        Option<string> folder = ToolOptions.File("--out", "The folder to fill; the state folder when left out.");
        Option<TimeSpan> validity = ToolOptions.Duration(
            "--validity", "How long the agents' credentials hold.", AgentValidity);
        var command = new Command("init", "Everything for a quick start: operator, issuer, router and six agents.")
        {
            folder, validity,
        };
        command.SetAction(parsed =>
        {
            StateFolder state = parsed.GetValue(folder) is { } path ? new StateFolder(path) : StateFolder.Default;
            QuickStart.Create(state, parsed.GetValue(validity));
            foreach (string file in Directory.EnumerateFiles(state.Root, "*", SearchOption.AllDirectories).Order())
            {
                Console.WriteLine(file);
            }
        });
        return command;
    }

    private static Command CreateOperator()
    {
        Option<string> folder = ToolOptions.RequiredFile("--out", "The folder for operator.key and operator.pub.");
        var command = new Command("operator", "The root of trust: certifies issuers. Keep it offline.") { folder };
        command.SetAction(parsed =>
        {
            var state = new StateFolder(parsed.GetRequiredValue(folder));
            Directory.CreateDirectory(state.Root);
            using SigningKey key = SigningKey.Generate();
            OperatorFile.Save(key, state.OperatorKey, state.OperatorPublic);
            Console.WriteLine(KeyText.Format(KeyText.OperatorPublic, key.PublicKey));
        });
        return command;
    }

    private static Command CreateIssuer()
    {
        Option<string> root = ToolOptions.RequiredFile("--operator", "The operator's secret key.");
        Option<string> file = ToolOptions.RequiredFile("--out", "The issuer's file to write.");
        Option<TimeSpan> validity = ToolOptions.Duration(
            "--validity", "How long the issuer may issue.", IssuerValidity);
        var command = new Command("issuer", "Signs agents' credentials.") { root, file, validity };
        command.SetAction(parsed =>
        {
            using OperatorKey key = OperatorFile.Load(parsed.GetRequiredValue(root));
            Validity span = Validity.FromNow(parsed.GetValue(validity));
            IssuerFile.Create(key, span.NotBefore, span.NotAfter, parsed.GetRequiredValue(file));
            Console.WriteLine($"{parsed.GetRequiredValue(file)}: may issue until {Times.Text(span.NotAfter)}");
        });
        return command;
    }

    private static Command CreateRouter()
    {
        Option<string> root = ToolOptions.RequiredFile("--operator", "The operator's public key.");
        Option<string> file = ToolOptions.RequiredFile("--out", "The router's file; .pub is written beside it.");
        var command = new Command("router", "The key that agents know the router by.") { root, file };
        command.SetAction(parsed =>
        {
            byte[] operatorKey = PublicKeyFile.Load(parsed.GetRequiredValue(root), KeyText.OperatorPublic);
            string secret = parsed.GetRequiredValue(file);
            byte[] publicKey = RouterFiles.Create(operatorKey, secret, Path.ChangeExtension(secret, ".pub"));
            Console.WriteLine(KeyText.Format(KeyText.RouterPublic, publicKey));
        });
        return command;
    }

    private static Command CreateAgent()
    {
        Option<string> issuerPath = ToolOptions.RequiredFile("--issuer", "The issuer's file.");
        Option<string> router = ToolOptions.RequiredFile("--router", "The router's public key (router.pub).");
        Option<AgentName> name = ToolOptions.Required(
            ToolOptions.Agent("--name", "The agent's name; it holds the tier."));
        Option<SecurityLevel> clearance = ToolOptions.Level("--clearance", "The highest level it may send or receive.");
        Option<Capability[]> capabilities = ToolOptions.Capabilities(
            "--capability", "What it is granted; may be repeated.");
        Option<TimeSpan> validity = ToolOptions.Duration(
            "--validity", "How long the credential holds.", AgentValidity);
        Option<string> file = ToolOptions.RequiredFile("--out", "The agent's bundle to write.");
        var command = new Command("agent", "An agent's keys and credential.")
        {
            issuerPath, router, name, clearance, capabilities, validity, file,
        };
        command.SetAction(parsed =>
        {
            using IssuerFile issuer = IssuerFile.Load(parsed.GetRequiredValue(issuerPath));
            byte[] routerKey = PublicKeyFile.Load(parsed.GetRequiredValue(router), KeyText.RouterPublic);
            var identity = new AgentIdentity(
                parsed.GetRequiredValue(name), parsed.GetValue(clearance), parsed.GetRequiredValue(capabilities));
            string path = parsed.GetRequiredValue(file);
            SecretFile.CheckAbsent(path);
            Validity span = AgentSpan(issuer.Issuer, parsed.GetValue(validity));
            using AgentBundle bundle =
                AgentProvisioning.Provision(issuer, routerKey, identity, span.NotBefore, span.NotAfter);
            AgentFile.Save(bundle, path);
            Console.WriteLine($"{path}: {identity.Name}, valid until {Times.Text(span.NotAfter)}");
        });
        return command;
    }

    private static Validity AgentSpan(CredentialIssuer issuer, TimeSpan duration)
    {
        Validity span = Validity.FromNow(duration).Within(new Validity(issuer.NotBefore, issuer.NotAfter));
        return span.NotAfter > span.NotBefore
            ? span
            : throw new ToolException("the issuer's own validity is over; make a new one with: identity issuer");
    }
}

using System.Buffers.Binary;
using System.CommandLine;
using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>authority</c>: runs the authentication service, and speaks to a running one as its operator.</summary>
internal static class AuthorityCommand
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    public static Command Create() => new("authority", "The authentication service: tokens, credentials, revocation.")
    {
        AuthorityServeCommand.Create(), CreateToken(), CreateRevoke(), CreateList(),
    };

    private static Option<string> Folder() => ToolOptions.RequiredFile("--dir", "The running authority's folder.");

    private static Command CreateToken()
    {
        Option<string> folder = Folder();
        Option<AgentName> name = ToolOptions.Required(
            ToolOptions.Agent("--name", "The agent that may enrol; it holds the tier."));
        Option<SecurityLevel> clearance = ToolOptions.Level("--clearance", "The highest level it may send or receive.");
        Option<Capability[]> capabilities = ToolOptions.Capabilities(
            "--capability", "What it is granted; may be repeated.");
        Option<TimeSpan> lifetime = ToolOptions.Duration("--lifetime", "How long the token may be used.", s_lifetime);
        Option<string> root = ToolOptions.RequiredFile("--operator", "The operator's public key (operator.pub).");
        Option<string> router = ToolOptions.RequiredFile("--router", "The router's public key (router.pub).");
        Option<string> file = ToolOptions.RequiredFile("--out", "The token's file to write, of mode 0600.");
        var command = new Command("token", "Makes a bootstrap token, with which one agent enrols once.")
        {
            folder, name, clearance, capabilities, lifetime, root, router, file,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            SecretFile.CheckAbsent(path);
            byte[] operatorKey = PublicKeyFile.Load(parsed.GetRequiredValue(root), KeyText.OperatorPublic);
            byte[] routerKey = PublicKeyFile.Load(parsed.GetRequiredValue(router), KeyText.RouterPublic);
            var grant = new AgentIdentity(
                parsed.GetRequiredValue(name), parsed.GetValue(clearance), parsed.GetRequiredValue(capabilities));
            long nanoseconds = parsed.GetValue(lifetime).Ticks * TimeSpan.NanosecondsPerTick;
            byte[] answer = await AuthorityOperator.AskAsync(
                parsed.GetRequiredValue(folder), AuthorityRequestKind.MakeToken,
                TokenRequest.Compose(grant, nanoseconds), cancellation);
            if (answer.Length != TokenRequest.ResponseSize)
            {
                throw new ToolException("the authority's answer is no token");
            }

            using var token = new BootstrapToken(answer.AsSpan(0, BootstrapToken.Size));
            using var made = new BootstrapFile(token, grant, operatorKey, routerKey);
            made.Save(path);
            long ends = BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(BootstrapToken.Size));
            CryptographicOperations.ZeroMemory(answer);
            Console.WriteLine($"{path}: enrols {grant.Name} once, until {Times.Text(ends)}");
        });
        return command;
    }

    private static Command CreateRevoke()
    {
        Option<string> folder = Folder();
        var target = new Argument<string>("NAME|SERIAL") { Description = "An agent's name, or a credential's serial." };
        var command = new Command("revoke", "Revokes an agent's credentials and its open tokens.") { folder, target };
        command.SetAction(async (parsed, cancellation) =>
        {
            string text = parsed.GetRequiredValue(target);
            ulong serial = 0;
            if (!AgentName.TryParse(text, out AgentName? name) && !Serials.TryParse(text, out serial))
            {
                throw new ToolException($"'{text}' is neither an agent's name nor a serial of 16 hexadecimal digits");
            }

            byte[] answer = await AuthorityOperator.AskAsync(
                parsed.GetRequiredValue(folder), AuthorityRequestKind.Revoke,
                new AgentSelector(name, serial).Compose(), cancellation);
            uint count = answer.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(answer) : 0;
            Console.WriteLine($"{text}: revoked, {count} credentials");
        });
        return command;
    }

    private static Command CreateList()
    {
        Option<string> folder = Folder();
        var command = new Command("list", "The directory: agents with a live credential.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            AgentName? after = null;
            bool more = true;
            while (more)
            {
                byte[] page = await AuthorityOperator.AskAsync(
                    parsed.GetRequiredValue(folder), AuthorityRequestKind.Directory,
                    new AgentSelector(after, 0).Compose(), cancellation);
                if (DirectoryPage.TryRead(page, out IReadOnlyList<byte[]> credentials, out more) != FrameError.None)
                {
                    throw new ToolException("the authority's answer is no page of a directory");
                }

                foreach (byte[] credential in credentials)
                {
                    CredentialLayout.TryRead(credential, out CredentialLayout layout, out AgentIdentity? identity);
                    after = identity!.Name;
                    Console.WriteLine($"{Serials.Text(layout.Serial)} {identity.Name}, {
                        Vocabulary.Name(identity.SecurityClearance)}, until {Times.Text(layout.NotAfter)}");
                }

                more &= credentials.Count > 0;
            }
        });
        return command;
    }
}

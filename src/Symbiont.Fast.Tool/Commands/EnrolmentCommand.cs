using System.CommandLine;
using Symbiont.Fast.Client;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary><c>identity enrol</c> and <c>identity renew</c>: what an agent does at the authority's socket.</summary>
internal static class EnrolmentCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public static Command CreateEnrol()
    {
        Option<TransportEndPoint> authority = Authority();
        Option<string> tokenFile = ToolOptions.RequiredFile("--token-file", "The bootstrap token's file.");
        Option<string> file = ToolOptions.RequiredFile("--out", "The agent's bundle to write.");
        var command = new Command("enrol", "Makes an agent's keys and has them certified by bootstrap token.")
        {
            authority, tokenFile, file,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            SecretFile.CheckAbsent(path);
            using BootstrapFile start = BootstrapFile.Load(parsed.GetRequiredValue(tokenFile));
            var enrolment = new Enrolment(start.OperatorKey, start.RouterKey);
            using AgentBundle bundle = await enrolment.EnrolAsync(
                Exchange(parsed.GetRequiredValue(authority)), start.Token, start.Grant, cancellation);
            AgentFile.Save(bundle, path);
            Console.WriteLine($"{path}: {bundle.Name}, valid until {Times.Text(bundle.NotAfter)}");
        });
        return command;
    }

    public static Command CreateRenew()
    {
        Option<TransportEndPoint> authority = Authority();
        Option<string> file = ToolOptions.RequiredFile("--agent", "The agent's bundle, which is replaced.");
        var command = new Command("renew", "Renews a credential if half of its validity is over.") { authority, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            using AgentBundle bundle = AgentFile.Load(path);
            await using CredentialRenewal renewal = Renewal(bundle, parsed.GetRequiredValue(authority), path);
            Exception? fault = null;
            renewal.Failed += failure => fault = failure;
            RenewalStep step = await renewal.StepAsync(cancellation);
            if (fault is not null)
            {
                throw new ToolException(fault.Message, fault);
            }

            Console.WriteLine(step == RenewalStep.Renewed
                ? $"{path}: {bundle.Name}, valid until {Times.Text(bundle.NotAfter)}"
                : $"{path}: not before {Times.Text(renewal.NextAttempt)}");
        });
        return command;
    }

    /// <summary>Renews a bundle as long as a command runs, and its file with it.</summary>
    public static CredentialRenewal Renewal(AgentBundle bundle, TransportEndPoint authority, string path)
    {
        var renewal = new CredentialRenewal(bundle, Exchange(authority), new RenewalOptions());
        renewal.Renewed += () =>
        {
            try
            {
                AgentFile.Replace(bundle, path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ToolException)
            {
                // The running process has the new credential; only the next one would not.
                Console.Error.WriteLine($"symbiont-fast: {path} was not replaced: {fault.Message}");
            }
        };
        return renewal;
    }

    private static Option<TransportEndPoint> Authority() => ToolOptions.Required(
        ToolOptions.EndPoint("--authority", "The authority's socket for this sandbox: unix:/path."));

    private static AuthorityExchange Exchange(TransportEndPoint endPoint) => endPoint is UnixEndPoint unix
        ? new AuthorityLink(unix, s_timeout).ExchangeAsync
        : throw new ToolException("the authority listens on Unix sockets only");
}

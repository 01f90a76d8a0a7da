using System.CommandLine;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Tool;

/// <summary><c>policy</c>: checks and shows policy files.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Checks and shows policies.") { CreateCheck(), CreateShow() };

    /// <summary>Loads the rules of a file, or the built-in ones without a file.</summary>
    /// <exception cref="ToolException">The file is no policy; the message lists every fault.</exception>
    public static IReadOnlyList<CommunicationPolicy> Load(string? path, PolicyDefaults defaults)
    {
        if (path is null)
        {
            return DefaultPolicy.Rules;
        }

        PolicyFileResult result = PolicyFile.Load(path, defaults);
        return result.IsValid
            ? result.Rules
            : throw new ToolException("the policy is not valid\n" + string.Join('\n', result.Errors));
    }

    private static Command CreateCheck()
    {
        var file = new Argument<string>("FILE") { Description = "The policy file." };
        var command = new Command("check", "Says whether a file is a policy, and all that is wrong with it.") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            PolicyFileResult result = PolicyFile.Load(path, new PolicyDefaults());
            foreach (PolicyError error in result.Errors)
            {
                Console.Error.WriteLine(error);
            }

            if (result.IsValid)
            {
                Console.WriteLine($"{path}: {result.Rules.Count} rules, no faults");
            }

            return result.IsValid ? 0 : 1;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The policy file; the built-in policy when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("show", "Shows a policy as a table of nine tier paths.") { file };
        command.SetAction(parsed => PolicyTableView.Show(Load(parsed.GetValue(file), new PolicyDefaults())));
        return command;
    }
}

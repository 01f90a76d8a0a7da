using System.CommandLine;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Tool;

/// <summary><c>audit</c>: verifies audit logs, offline.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Verifies audit logs.") { CreateVerify() };

    private static Command CreateVerify()
    {
        var file = new Argument<string>("FILE") { Description = "The audit log; a router may be writing it." };
        var command = new Command("verify", "Checks the hash chain from the log's first byte to its last.") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            AuditVerification found = AuditVerifier.Verify(path);
            AuditView.ShowCounts(found.Counts);
            Console.WriteLine($"records: {found.Records}, {found.Length} bytes");
            Console.WriteLine($"head: {Convert.ToHexStringLower(found.Head.Span)}");
            if (found.IsIntact)
            {
                Console.WriteLine($"{path}: intact");
                return 0;
            }

            Console.Error.WriteLine(
                $"{path}: record {found.BadRecord} at byte {found.Length}: {AuditFaults.Text(found.Fault)}");
            return 1;
        });
        return command;
    }
}

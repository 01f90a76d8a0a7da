using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration.Tests;

/// <summary>What the two reference pages show is what the code does.</summary>
public sealed class DocumentationTests
{
    private static readonly string PolicyPage = File.ReadAllText(Repository.PathOf("docs", "policy.md"));
    private static readonly string ConfigurationPage = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));

    [Fact]
    public void The_policy_that_the_page_shows_loads()
    {
        const string Fence = "```yaml\n";
        int start = PolicyPage.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        int end = PolicyPage.IndexOf("```", start, StringComparison.Ordinal);

        CommunicationPolicy rule = SamplePolicy.RuleOf(PolicyPage[start..end]);

        Assert.Equal("docker_to_gvisor", rule.Name);
    }

    [Fact]
    public void The_page_s_nine_cells_are_the_default_policy_s()
    {
        PolicyMatrix matrix = PolicyMatrix.Of(DefaultPolicy.Rules);
        foreach (SandboxTier source in Enum.GetValues<SandboxTier>())
        {
            IEnumerable<string> cells = matrix.Cells.Where(cell => cell.SourceTier == source).Select(Shown);
            string row = $"| **{Vocabulary.Name(source)}** | {string.Join(" | ", cells)} |";
            Assert.Contains(row, PolicyPage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_errors_that_the_page_shows_are_those_given()
    {
        string[] errors = SamplePolicy.ErrorsOf(SamplePolicy.With("source_tier: docker", "source_tier: dokcer")
            .Replace("allowed_message_types", "alowed_message_types", StringComparison.Ordinal)
            .Replace("signature_required: true", "signature_required: yes", StringComparison.Ordinal)
            .Replace("1000", "\"1000\"", StringComparison.Ordinal));

        Assert.Contains($"```\n{string.Join('\n', errors)}\n```", PolicyPage, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_has_its_row()
    {
        Assert.Equal(11, EnvironmentVariables.All.Count);
        Assert.All(
            EnvironmentVariables.All,
            name => Assert.Contains($"\n| `{name}` | ", ConfigurationPage, StringComparison.Ordinal));
    }

    private static string Shown(PolicyMatrixCell cell)
    {
        if (cell.IsDenied)
        {
            return $"denied: {cell.DenialReason}";
        }

        RateLimits limits = cell.Rules[0].Rule.RateLimits;
        string types = string.Join(", ", cell.AllowedMessageTypes.Select(Vocabulary.Name));
        return $"{types}; {limits.MessagesPerSecond}/s, burst {limits.BurstSize}";
    }
}

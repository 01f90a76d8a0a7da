using System.Text.Json;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>What the tool says of the transports.</summary>
public sealed class ProbeCommandTests
{
    private static readonly string[] Names = ["in-process", "unix", "tcp", "vsock", "hybrid", "shared memory", "io_uring"];

    [Fact]
    public async Task The_tool_shows_a_row_for_each_transport()
    {
        (int code, string output, string error) = await ToolProcess.RunAsync("probe");

        Assert.Equal((0, string.Empty), (code, error));
        foreach (string name in Names)
        {
            Assert.Matches($@"\| {name} +\| (yes|no) +\| \S", output);
        }

        Assert.Matches(@"\| unix +\| yes ", output);
        Assert.Matches(@"\| tcp +\| yes ", output);
    }

    [Fact]
    public async Task As_JSON_it_is_one_line_with_all_of_it()
    {
        (int code, string output, string error) = await ToolProcess.RunAsync("probe", "--json");

        Assert.Equal((0, string.Empty), (code, error));
        Assert.Single(output.TrimEnd().Split('\n'));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(Names, rows.Select(row => row.GetProperty("transport").GetString()));
        Assert.Equal(1, rows.Count(row => !row.GetProperty("betweenProcesses").GetBoolean()));
        Assert.True(rows[1].GetProperty("usable").GetBoolean());
        Assert.All(rows, row => Assert.NotEmpty(row.GetProperty("why").GetString()!));
    }

    [Theory]
    [InlineData(true, true, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 1)]
    public void Only_what_leads_to_another_process_counts(bool inProcess, bool unix, int code)
    {
        var within = new TransportProbe("within", BetweenProcesses: false, () => new ProbeVerdict(inProcess, "a"));
        var between = new TransportProbe("between", BetweenProcesses: true, () => new ProbeVerdict(unix, "b"));

        Assert.Equal(code, ProbeCommand.ExitCode(ProbeOutcome.Of([within, between])));
    }

    /// <summary>Reasons have brackets, quotes and whatever the system says.</summary>
    [Fact]
    public void A_reason_is_shown_as_it_is()
    {
        var probe = new TransportProbe("odd", BetweenProcesses: true, () => new ProbeVerdict(false, "[red]\"no\"[/] ]["));
        IReadOnlyList<ProbeOutcome> outcomes = ProbeOutcome.Of([probe]);

        using JsonDocument json = JsonDocument.Parse(ProbeView.Json(outcomes));
        Assert.Equal("[red]\"no\"[/] ][", json.RootElement[0].GetProperty("why").GetString());
        Assert.Single(ProbeView.Table(outcomes).Rows);
    }
}

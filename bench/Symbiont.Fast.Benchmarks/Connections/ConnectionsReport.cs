using System.Globalization;
using System.Text;
using System.Text.Json;
using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.Benchmarks.Connections;

/// <summary>All pairs of a run, and the machine they were measured on.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Turns">How often each driver's turn came.</param>
/// <param name="TurnMilliseconds">How long each was.</param>
/// <param name="Pairs">The figures.</param>
/// <param name="LoadAfter">The load average at the end.</param>
internal sealed record ConnectionsReport(
    Machine Machine, int Turns, double TurnMilliseconds, IReadOnlyList<PairFigures> Pairs, string LoadAfter)
{
    /// <summary>How often the bus reads one connection in a turn, at most.</summary>
    public const int BusReads = 4;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # connections

            | | |
            |---|---|
            | processor | {Machine.Processor}; cores {string.Join(", ", Machine.Cores)} |
            | system | {Machine.Kernel}; {Machine.Runtime} |
            | load average at the start, at the end | {Machine.Load}; {LoadAfter} |
            | measured | {Machine.Date}, commit {Machine.Revision} |
            | plan | {Turns} turns of {TurnMilliseconds:F0} ms each driver, in turn |

            {PingLoad.MessageBytes} bytes there and back over Unix sockets, one message on its way for each connection; the echo on the
            first core and the load on the last, threads of one process, by the same driver. Messages are round trips. Times in µs;
            *p50* and *p99* are the medians of the turns'; *processor* is what a message took of both cores, which others
            on the machine change less than the time it took.


            """);
        Append(page, BusReads, "Reading as the bus does: until there is no more, four times at most");
        Append(page, 1, "One read for each readiness, the least that epoll can do");
        return page.ToString();
    }

    private void Append(StringBuilder page, int reads, string title)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        page.Append("| connections | driver | messages/s | least to greatest | p50 | p99 | processor | bytes allocated | io_uring / epoll | epoll / io_uring, processor |\n");
        page.Append("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (PairFigures pair in Pairs.Where(pair => pair.Reads == reads))
        {
            foreach (DriverFigures driver in pair.Drivers)
            {
                string ratio = driver == pair.Drivers[^1]
                    ? Text($"**{pair.Ratio:F2}** ({pair.RatioLeast:F2} to {pair.RatioGreatest:F2}) | **{pair.ProcessorRatio:F2}**")
                    : " | ";
                page.Append(CultureInfo.InvariantCulture, $"| {pair.Connections:N0} | {driver.Driver} ");
                page.Append(CultureInfo.InvariantCulture, $"| **{driver.Throughput:N0}** ");
                page.Append(CultureInfo.InvariantCulture, $"| {driver.Least:N0} to {driver.Greatest:N0} ");
                page.Append(CultureInfo.InvariantCulture, $"| {driver.P50Nanoseconds / 1000:F1} ");
                page.Append(CultureInfo.InvariantCulture, $"| {driver.P99Nanoseconds / 1000:F1} ");
                page.Append(CultureInfo.InvariantCulture, $"| {driver.ProcessorNanoseconds / 1000:F2} ");
                page.Append(CultureInfo.InvariantCulture, $"| {driver.AllocatedBytes:N0} | {ratio} |\n");
            }
        }

        page.Append('\n');
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

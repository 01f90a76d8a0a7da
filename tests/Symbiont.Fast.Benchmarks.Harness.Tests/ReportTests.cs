using System.Globalization;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class ReportTests
{
    private static readonly Machine Machine = new(
        "AMD EPYC", [0, 1], ["aes", "vaes", "avx2"], "Linux 6.18", ".NET 10.0.12", "workstation, concurrent",
        "0.50 1.25 2.00", 31.4159, "2026-12-01T00:01:01Z", "0123456789");

    [Fact]
    public void The_page_is_this()
    {
        const string Expected = """
            # baselines

            | | |
            |---|---|
            | processor | AMD EPYC; cores 0, 1 |
            | instructions | aes, vaes, avx2 |
            | system | Linux 6.18; .NET 10.0.12; GC workstation, concurrent |
            | load average at the start | 0.50 1.25 2.00 on 2 cores |
            | one reading of the clock | 31 ns, in every latency |
            | measured | 2026-12-01T00:01:01Z, commit 0123456789 |
            | plan | full: 15 turns of 400 ms each scenario |

            Times in µs. *p50 of the rounds*: their median, least to greatest, median distance from the median (MAD).
            The other columns are of all rounds together. An *open* load's latencies count from when a message was due.

            ## Unix sockets, 64 B

            | scenario | p50 of the rounds | least to greatest | MAD | p90 | p99 | p99.9 | max | mean | messages |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            | bare | **0.90** | 0.80 to 1.00 | 0.10 | 12.3 | 99.9 | 1,234 | 56,789 | 1.05 | 12,345 |
            | AEAD, open, 2,000 a second | **2.00** | 2.00 to 2.00 | 0.00 | 2.00 | 2.00 | 2.00 | 2.00 | 2.00 | 2 |

            AEAD / bare, turn by turn: **2.22** (2.00 to 2.50, MAD 0.25)

            bare: agent on core 0; relay on core 1.

            AEAD: agents + relay on core 0 (shared).

            AEAD: **overloaded**, 1,500 messages were due and not sent; they count with the time that they had waited.

            memory: not measured; agents + relay would share core 0, where one of them spins.

            The time was over after 2 of 15 turns.

            Load average at the end: 1.00 1.00 1.00

            """;

        Assert.Equal(Expected, MarkdownReport.Write(Report()));
    }

    [Fact]
    public void What_the_page_says_does_not_depend_on_the_language()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = MarkdownReport.Write(Report()) + JsonReport.Write(Report());
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal(expected, MarkdownReport.Write(Report()) + JsonReport.Write(Report()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_document_reads_back_as_it_was_written()
    {
        string json = JsonReport.Write(Report());

        Assert.Equal(json, JsonReport.Write(JsonReport.Read(json)));
        Assert.DoesNotContain('\r', json);
        Assert.EndsWith("}\n", json);
        Assert.Contains("\n    \"timestampNanoseconds\": 31.416,\n", json);
        Assert.Contains("\n            \"p999\": 1234000,\n", json);
        Assert.Contains("\"placement\": \"agents + relay on core 0 (shared)\"", json);
    }

    [Fact]
    public void Both_files_are_written_over_the_ones_before()
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("sf-results-").FullName, "results");
        try
        {
            ResultFiles.Write(folder, Report() with { LoadAfter = new string('9', 10_000) });
            IReadOnlyList<string> paths = ResultFiles.Write(folder, Report());

            Assert.Equal(["baselines.json", "baselines.md"], paths.Select(path => Path.GetFileName(path)));
            Assert.Equal(JsonReport.Write(Report()), File.ReadAllText(paths[0]));
            Assert.Equal(MarkdownReport.Write(Report()), File.ReadAllText(paths[1]));
            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    [Fact]
    public void Results_belong_into_the_tree() =>
        Assert.EndsWith(Path.Combine("bench", "results"), ResultFiles.Folder());

    private static Report Report()
    {
        var bare = new LatencySummary(12_345, 1_049.7, 900, 12_345, 99_940, 1_234_000, 56_789_000);
        var aead = new LatencySummary(2, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000);
        return new Report(
            "baselines", Machine, MeasurementPlan.Full,
            [
                new GroupResult(
                    "Unix sockets, 64 B", 15,
                    [
                        new ScenarioResult(
                            "bare", 0, "agent on core 0; relay on core 1", bare, Spread.Of([800, 1_000]),
                            [800, 1_000], 0),
                        new ScenarioResult(
                            "AEAD", 2_000, "agents + relay on core 0 (shared)", aead, Spread.Of([2_000]),
                            [2_000, 2_000], 1_500),
                    ],
                    [new RatioResult("AEAD", "bare", new Spread(2.222222, 2, 2.5, 0.25))],
                    [new SkippedScenario("memory", "agents + relay would share core 0, where one of them spins")]),
            ],
            "1.00 1.00 1.00");
    }
}

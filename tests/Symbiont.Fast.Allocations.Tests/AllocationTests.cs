using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Allocations.Tests;

/// <summary>
/// Zero allocation on the data plane, as a measured claim against <c>bench/allocation-budget.json</c>.
/// SYMBIONT_ALLOCATION_MESSAGES says how many messages go each way; the long run takes ten million.
/// </summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int WarmUpRun = 50_000;
    private const int PlantedRun = 100_000;

    // On a busy machine one run in some has 40 bytes, once, however long it is: ten million messages had them too. Whose
    // object it is, is not known yet. The slack is for a run, not for a message: what is planted is forty times as much.
    private const int OneObject = 64;

    // What is done once a second is done in it, and the runtime has compiled what is hot. It goes on while the runtime
    // still makes something for the first time; what allocates for ever is measured after the longer time.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan WarmUpMost = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Names => [.. CircuitPath.All.Select(path => path.Name)];

    private static int Messages => int.Parse(
        Environment.GetEnvironmentVariable("SYMBIONT_ALLOCATION_MESSAGES") ?? "500000", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_path_stays_within_its_budget(string name)
    {
        CircuitPath path = CircuitPath.All.Single(candidate => candidate.Name == name);
        await using Circuit circuit = await Circuit.StartAsync(path, SystemClock.Instance, SystemClock.Instance);
        WarmUp(circuit);

        Allocated allocated = circuit.Run(Messages);

        output.WriteLine($"{name}: {allocated}");
        Assert.True(IsWithin(allocated, Budget()[name]), $"{name}: {allocated}");
        Assert.Equal(0, allocated.Collections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_planted_on_either_side_breaks_the_budget(bool atRouter)
    {
        // The router asks eight times a batch, a client twice a message: either way 24 bytes come on a thousand messages.
        var planting = new PlantingClock(atRouter ? 31 : 2000);
        CircuitPath path = CircuitPath.All[0];
        IClock honest = SystemClock.Instance;
        await using Circuit circuit = await Circuit.StartAsync(
            path, atRouter ? planting : honest, atRouter ? honest : planting);
        WarmUp(circuit);
        Assert.True(IsWithin(circuit.Run(PlantedRun), Budget()[path.Name]));

        planting.IsPlanting = true;
        Allocated allocated = circuit.Run(PlantedRun);

        output.WriteLine(allocated.ToString());
        Assert.NotNull(planting.Planted);
        Assert.False(IsWithin(allocated, Budget()[path.Name]));
    }

    [Fact]
    public void Every_path_has_a_budget_and_every_budget_a_path() =>
        Assert.Equal(CircuitPath.All.Select(path => path.Name).Order(), Budget().Keys.Order());

    private static void WarmUp(Circuit circuit)
    {
        long start = Stopwatch.GetTimestamp();
        Allocated last;
        do
        {
            last = circuit.Run(WarmUpRun);
        }
        while (Stopwatch.GetElapsedTime(start) < (last.ThreadBytes == 0 ? WarmUpTime : WarmUpMost));
    }

    private static bool IsWithin(Allocated allocated, double bytesPerMessage) =>
        allocated.ThreadBytes <= OneObject + (bytesPerMessage * allocated.Messages);

    private static Dictionary<string, double> Budget()
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocation-budget.json")));
        return document.RootElement.GetProperty("bytesPerMessage").EnumerateObject()
            .ToDictionary(path => path.Name, path => path.Value.GetDouble());
    }
}

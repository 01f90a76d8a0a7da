using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>What figures were measured on, and in what company; stands at the head of every result.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">The cores that the process may use.</param>
/// <param name="Instructions">Its instruction sets that encryption and hashing care about.</param>
/// <param name="Kernel">The kernel and its release.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="GarbageCollector">Server or workstation, concurrent or not.</param>
/// <param name="Load">The load average at the start: above the cores' number, others wait for them as well.</param>
/// <param name="TimestampNanoseconds">What reading the clock costs. Each latency holds one reading.</param>
/// <param name="Date">When, to the second, UTC.</param>
/// <param name="Revision">Of which commit the code is, where the build knew it.</param>
public sealed record Machine(
    string Processor, IReadOnlyList<int> Cores, IReadOnlyList<string> Instructions, string Kernel, string Runtime,
    string GarbageCollector, string Load, double TimestampNanoseconds, string Date, string? Revision)
{
    private const int Readings = 100_000;

    /// <summary>Describes this machine, now.</summary>
    public static Machine Describe(IClock clock)
    {
        string processors = Read("/proc/cpuinfo");
        return new Machine(
            ProcessorText.Model(processors), ThreadAffinity.Allowed(), ProcessorText.Instructions(processors),
            "Linux " + Read("/proc/sys/kernel/osrelease").Trim(), RuntimeInformation.FrameworkDescription,
            CollectorName(), LoadNow(), TimestampCost(clock), DateOf(clock), RevisionOf(typeof(Machine).Assembly));
    }

    /// <summary>The load average over 1, 5 and 15 minutes, as the kernel says it now.</summary>
    public static string LoadNow()
    {
        string[] words = Read("/proc/loadavg").Split(' ');
        return words.Length >= 3 ? string.Join(' ', words[..3]) : "unknown";
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";

    private static string CollectorName() =>
        (GCSettings.IsServerGC ? "server" : "workstation")
        + (GCSettings.LatencyMode == GCLatencyMode.Batch ? ", non-concurrent" : ", concurrent");

    // The median of some stretches: one of them may have been interrupted.
    private static double TimestampCost(IClock clock) => Spread.Of(Enumerable.Range(0, 7).Select(stretch =>
    {
        long start = clock.MonotonicNanoseconds;
        for (int i = 1; i < Readings; i++)
        {
            _ = clock.MonotonicNanoseconds;
        }

        return (double)(clock.MonotonicNanoseconds - start) / Readings;
    })).Median;

    private static string DateOf(IClock clock) => DateTimeOffset
        .FromUnixTimeSeconds(clock.UnixNanoseconds / 1_000_000_000)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? RevisionOf(Assembly assembly)
    {
        const int Shown = 10;
        string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        string[] parts = version?.Split('+') ?? [];
        return parts.Length == 2 && parts[1].Length >= Shown ? parts[1][..Shown] : null;
    }
}
